"""Writing when others write too."""

import fcntl
import os
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from hashlib import blake2b
from threading import Lock

from django.db import connection, transaction

_turn = Lock()


@contextmanager
def one_at_a_time(*names):
    """A transaction that nobody else is in who gives one of these names.

    So that what is counted in it stays true until it is over. SQLite writes one
    transaction at a time anyway. PostgreSQL is asked for locks, in one order for all:
    there is no row to lock of a visitor who has sent nothing yet.
    """
    with _in_turn(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for number in sorted(map(_number_of, names)):
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        yield


def _in_turn():
    """Whoever is in a transaction already has it, and must not wait for those behind."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return nullcontext()
    is_file = not connection.is_in_memory_db()
    return queue(str(connection.settings_dict["NAME"]) if is_file else None)


@contextmanager
def queue(database):
    """Wait for SQLite's one lock for writing until woken.

    SQLite itself asks again after a while, longer each time, in which nobody may write.
    Without this it would only be slower. `database` is a path, or None for one that
    only this process has.
    """
    with _turn:
        file = _file_beside(database) if database else None
        if file is None:
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@cache
def _file_beside(database):
    """What the site's processes lock to wait for each other; None if they can't.

    It stays open. The database's own file won't do: SQLite would lose its locks on
    it once another descriptor was closed.
    """
    with suppress(OSError):
        file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_UN)
        return file


def _number_of(name):
    """The 64 bits that PostgreSQL knows a lock by."""
    digest = blake2b(f"comments.turns {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
