import logging
import threading
from contextlib import contextmanager

from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(beat, every):
    """Call `beat` all the while, from a thread with connections of its own.

    Yields an Event that is set as soon as `beat` answers False. `every` is a timedelta;
    a beat that fails is only late: the next one may come through.
    """
    lost, done = threading.Event(), threading.Event()

    def run():
        while not lost.is_set() and not done.wait(every.total_seconds()):
            try:
                if not beat():
                    lost.set()
            except DatabaseError:
                logger.warning("A heartbeat didn't come through", exc_info=True)
            finally:
                connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield lost
    finally:
        done.set()
        thread.join()
