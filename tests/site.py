"""The site as its owner starts it, `make run`, on a port and data of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from random import SystemRandom
from threading import Event, Thread

from django.conf import settings

ROOT = settings.BASE_DIR
# What an owner's shell would have; nothing of the tests' own settings.
SHELL = ("PATH", "HOME", "USER", "LANG", "TMPDIR")


class Site:
    producer = "producer"

    def __init__(self, data_dir):
        self.port = free_port()
        self.netloc = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.netloc}"
        self.data_dir = data_dir
        self.environment = {n: os.environ[n] for n in SHELL if n in os.environ}
        self.said = []
        self.password = None

    def start(self, seconds=600):
        """Return once it answers; the seconds are for a machine that is busy."""
        self.said.clear()
        self.process = subprocess.Popen(
            ["make", "run", f"PORT={self.port}", *self.variables()],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._answers = Event()
        self._reader = Thread(target=self._listen, daemon=True)
        self._reader.start()
        if not (self._answers.wait(seconds) and self.process.poll() is None):
            self.stop()
            raise RuntimeError("".join(["make run failed:\n", *self.said]))

    def stop(self):
        """Press Ctrl-C: the terminal tells everything that runs in it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=120)
        self._reader.join()
        self.process.stdout.close()

    def manage(self, *arguments):
        """Run manage.py beside the site, as its owner would; returns what it says."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | {"DATA_DIR": str(self.data_dir)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def variables(self):
        return [f"DATA_DIR={self.data_dir}", f"PYTHON={sys.executable}"]

    def _listen(self):
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.search(r"Password: (\S+)", line):
                self.password = found.group(1)
            if f"The Stream is at {self.url}" in line:
                self._answers.set()
        self._answers.set()


def free_port():
    """None of those that the system hands out: it would, before this one is used."""
    while True:
        port = SystemRandom().randrange(20_000, 32_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
