"""Keep a few programs running, and stop them all together."""

import logging
import signal
import subprocess
import time
from contextlib import suppress

from comments.limits import limited

logger = logging.getLogger(__name__)

PULSE_SECONDS = 0.1
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class ToldToStop(BaseException):
    """In the middle of a tick; no error that it might swallow."""


class Supervisor:
    """Runs named commands until it is told to stop; each is an argument list.

    A child that ends is started again, after a wait that doubles while it keeps ending
    soon. The children are out of reach of Ctrl-C, which is for the supervisor, and die
    with it (on Linux). What they say goes where its own words go.
    """

    first_wait, longest_wait, long_life = 1, 30, 60  # seconds
    # To stop: ask, ask again (as much as: at once), then make them.
    endings = ((signal.SIGTERM, 10), (signal.SIGTERM, 5), (signal.SIGKILL, 5))

    def __init__(self, **commands):
        self._children = [Child(n, c, self) for n, c in commands.items()]
        self._times_told = 0
        self._is_ticking = False

    def run(self, tick=None, every=5):
        """Until told to stop, if need be in the middle of a tick; calls `tick` about
        each `every` seconds."""
        for number in STOPPING:
            signal.signal(number, self._told_to_stop)
        try:
            with suppress(ToldToStop):
                self._keep_alive(tick, every)
        finally:
            self._stop()

    def _keep_alive(self, tick, every):
        next_tick = 0
        while not self._times_told:
            for child in self._children:
                child.keep_alive()
            if tick and time.monotonic() >= next_tick:
                self._call(tick)
                next_tick = time.monotonic() + every
            time.sleep(PULSE_SECONDS)

    def _call(self, tick):
        self._is_ticking = True
        try:
            tick()
        finally:
            self._is_ticking = False

    def _told_to_stop(self, number, frame):
        self._times_told += 1
        if self._is_ticking:
            raise ToldToStop

    def _stop(self):
        for number, patience in self.endings:
            for child in self._alive():
                child.process.send_signal(number)
            self._wait(patience)

    def _wait(self, patience):
        """Until all have ended; told to stop once more, no longer."""
        told, deadline = self._times_told, time.monotonic() + patience
        while self._alive() and told == self._times_told:
            if time.monotonic() > deadline:
                return
            time.sleep(PULSE_SECONDS)

    def _alive(self):
        return [child for child in self._children if child.is_alive()]


class Child:
    def __init__(self, name, command, supervisor):
        self.name, self.command, self.supervisor = name, command, supervisor
        self.process = None
        self.start_at = 0
        self.wait = supervisor.first_wait

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def keep_alive(self):
        if self.is_alive():
            return
        if self.process is not None:
            self._plan_restart()
        if time.monotonic() >= self.start_at:
            self._start()

    def _start(self):
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(limited(self.command), start_new_session=True)

    def _plan_restart(self):
        code, self.process = self.process.returncode, None
        if time.monotonic() - self.started_at >= self.supervisor.long_life:
            self.wait = self.supervisor.first_wait
        logger.warning(
            "%s ended with %s and is started again in %s s", self.name, code, self.wait
        )
        self.start_at = time.monotonic() + self.wait
        self.wait = min(2 * self.wait, self.supervisor.longest_wait)
