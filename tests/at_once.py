"""Several who do something at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.db import connection

# To wait for others who see the same: as long as this, where they are held back.
PATIENCE_SECONDS = 0.5


def at_once(calls):
    """Make them in threads that begin together; return what they return, in order."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [*pool.map(run, calls)]


def pause_after(monkeypatch, where, name, together):
    """Let nobody go on from there before so many have seen the same, if they can."""
    look, all_of_them = getattr(where, name), Barrier(together)

    def look_together(*arguments):
        seen = look(*arguments)
        with suppress(BrokenBarrierError):
            all_of_them.wait(PATIENCE_SECONDS)
        return seen

    monkeypatch.setattr(where, name, look_together)
