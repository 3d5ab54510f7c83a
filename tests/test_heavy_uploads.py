"""Large, slow and silent senders: what they cost the server, and what they don't."""

import socket
import time

import pytest

from stream_site.server import silence_seconds, threads, workers

from .sending import Sender, file_of, sha256

pytestmark = [pytest.mark.long, pytest.mark.own_database]

MB = 2**20
SLOW_BYTES_A_SECOND = 200_000
FORM = (
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\nabc"
)


@pytest.fixture
def warm_server(server, tmp_path):
    """Both of its processes have served what is to be measured."""
    headers = server.introduce()
    path = file_of(tmp_path / "warm.webm", 4 * MB)
    for _ in range(6):
        Sender(server, headers, path).send(2 * MB)
        Sender(server, headers, path).post(server.thread())
    return server


@pytest.mark.parametrize("chunk", [200 * MB, 2 * MB], ids=["one request", "chunks"])
def test_200_mb_raise_the_servers_memory_by_at_most_10_mb(warm_server, tmp_path, chunk):
    path = file_of(tmp_path / "clip.webm", 200 * MB)
    sender = Sender(warm_server, warm_server.introduce(), path)
    before = warm_server.memory()

    url = sender.send(chunk)

    assert warm_server.digest_of(url) == sha256(path)
    assert sender.highest - before <= 10 * MB


def test_nor_does_a_form_with_such_a_file(warm_server, tmp_path):
    path = file_of(tmp_path / "clip.webm", 200 * MB)
    sender = Sender(warm_server, warm_server.introduce(), path)
    before = warm_server.memory()

    status = sender.post(warm_server.thread())

    # Nobody has written a name, and the file is none.
    assert status == 422
    assert sender.highest - before <= 10 * MB


def test_a_client_at_200_kb_a_second_finishes(server, tmp_path):
    """For longer than any lease, and than the server lets anybody be silent."""
    size = SLOW_BYTES_A_SECOND * (silence_seconds + 5)
    path = file_of(tmp_path / "clip.webm", size)
    sender = Sender(server, server.introduce(), path, SLOW_BYTES_A_SECOND)
    began = time.monotonic()

    url = sender.send(size)

    assert time.monotonic() - began > silence_seconds
    assert server.digest_of(url) == sha256(path)


def test_those_who_fall_silent_hold_no_thread_for_ever(server):
    silent = [
        socket.create_connection(("127.0.0.1", server.port), 4 * silence_seconds)
        for _ in range(workers * threads)
    ]
    for number, connection in enumerate(silent):
        connection.sendall(b"POST /report/ HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        if number % 2:
            connection.sendall(FORM)

    answers = [connection.recv(12) for connection in silent]

    assert set(answers[::2]) == {b""}
    assert set(answers[1::2]) == {b"HTTP/1.1 400"}
    for connection in silent:
        connection.close()
    assert server.introduce()["Cookie"]
