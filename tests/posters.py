"""Many viewers who post at once, over HTTP, to a server that may be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from itertools import count
from threading import Event, Thread
from urllib.parse import urlencode

from django.core import signing

from comments import signed_time

from .site import ROOT, free_port
from .waiting import wait_until

HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Requested-With: XMLHttpRequest\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
    "Cookie: {cookie}\r\nX-CSRFToken: {csrf}\r\nContent-Length: {length}\r\n\r\n"
)


class Server:
    """The site's own gunicorn, on the data that this process's settings name."""

    def __init__(self, settings="tests.benchmarks.settings", **environment):
        self.port = free_port()
        self.environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings}
        self.environment |= environment

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:stream_site.server"]
            + ["--bind", f"127.0.0.1:{self.port}"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self.answers, seconds=60)

    def answers(self):
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        """As a machine's memory guard does: all of it, in the middle of anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Poster(Thread):
    """A viewer who sends one comment after the other, and again what wasn't answered."""

    numbers = count(1)

    def __init__(self, server, path, ended):
        super().__init__()
        self.server, self.path, self.ended = server, path, ended
        self.acknowledged, self.statuses = [], []
        self.connection = None

    def prepare(self, token_path):
        """Fetch a token, as the page's script does; as if it had taken a while to write."""
        head = f"GET {token_path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        answer = self._exchange(head.encode()).decode()
        cookies = dict(
            line.partition(": ")[2].partition(";")[0].split("=", 1)
            for line in answer.splitlines()
            if line.lower().startswith("set-cookie:")
        )
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.csrf = cookies["csrftoken"]
        given_out = time.time() - 10
        self.time = signing.dumps(given_out, salt=signed_time.SALT)

    def run(self):
        while not self.ended.is_set():
            self._post(next(self.numbers))
        self._hang_up()

    def _post(self, number):
        words = f"The bridge was closed for {number} days. Who decided that?"
        form = {
            "name": "Amal",
            "body": words,
            "key": f"poster-{number:08}",
            "time": self.time,
        }
        body = urlencode(form)
        head = HEAD.format(
            path=self.path, cookie=self.cookie, csrf=self.csrf, length=len(body)
        )
        if status := self._insist((head + body).encode()):
            self.statuses.append(status)
            if status == 201:
                self.acknowledged.append(words)

    def _insist(self, request):
        """Send it until it is answered: with the same key it is the same comment."""
        while True:
            try:
                return int(self._exchange(request).split(None, 2)[1])
            except (OSError, IndexError):
                self._hang_up()
                if self.ended.wait(0.1):
                    return None

    def _exchange(self, request):
        if self.connection is None:
            address = ("127.0.0.1", self.server.port)
            self.connection = socket.create_connection(address, timeout=60)
        self.connection.sendall(request)
        answer = self._read()
        if b"\r\nconnection: close" in answer.lower():
            self._hang_up()
        return answer

    def _hang_up(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _read(self):
        """One answer, all of it: its bytes are needed no further than its status."""
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _end, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        while len(body) < length:
            body += self._more()
        return head + b"\r\n\r\n" + body

    def _more(self):
        data = self.connection.recv(65536)
        if not data:
            raise ConnectionResetError
        return data


def post_for(seconds, server, path, token_path, posters=16, meanwhile=None):
    """Let `posters` post; returns them once the time is over, all of them done.

    `meanwhile` is called with them as soon as all have begun.
    """
    ended = Event()
    crowd = [Poster(server, path, ended) for _ in range(posters)]
    for poster in crowd:
        poster.prepare(token_path)
    for poster in crowd:
        poster.start()
    if meanwhile:
        meanwhile(crowd)
    ended.wait(seconds)
    ended.set()
    for poster in crowd:
        poster.join()
    return crowd
