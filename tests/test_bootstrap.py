"""Before anything is installed: what stands in the way is said in one sentence."""

import socket
import subprocess
import sys
from contextlib import closing

import pytest

from stream_site import bootstrap

SCRIPT = bootstrap.ROOT / "stream_site" / "bootstrap.py"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder in the place of the repository."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.delenv("DATA_DIR")
    return tmp_path


@pytest.fixture
def taken_port():
    with closing(socket.create_server((bootstrap.HOST, 0))) as server:
        yield server.getsockname()[1]


def test_a_python_too_old_is_named(monkeypatch):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))

    with pytest.raises(bootstrap.CannotStart, match=sys.executable):
        bootstrap.check_python()


def test_a_taken_port_is_named_and_another_proposed(taken_port):
    with pytest.raises(
        bootstrap.CannotStart, match=f"{taken_port} is taken.*PORT=8080"
    ):
        bootstrap.check_port(taken_port)


def test_a_port_left_a_moment_ago_is_free(taken_port):
    with closing(socket.create_server((bootstrap.HOST, 0))) as server:
        left = server.getsockname()[1]
        socket.create_connection((bootstrap.HOST, left)).close()

    bootstrap.check_port(left)


@pytest.mark.parametrize("number", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(number):
    with pytest.raises(bootstrap.CannotStart, match=f"{number} is not a port"):
        bootstrap.check_port(number)


def test_the_script_says_it_without_a_traceback(taken_port):
    done = subprocess.run(
        [sys.executable, SCRIPT, "--port", str(taken_port)],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"Port {taken_port} is taken.")


def test_a_folder_that_can_not_be_written_to_is_named(folder, monkeypatch):
    (folder / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(folder / "file" / "var"))

    with pytest.raises(bootstrap.CannotStart, match="file/var can't be written to"):
        bootstrap.write_local_env(8000)


def test_the_secret_key_is_random_kept_and_nobody_elses_to_read(folder):
    bootstrap.write_local_env(8000)
    local = folder / "var" / "local.env"
    first = local.read_text()
    bootstrap.write_local_env(8000)

    assert local.read_text() == first
    assert len(first.splitlines()[0].removeprefix("SECRET_KEY=")) > 50
    assert local.stat().st_mode & 0o077 == 0


def test_the_address_follows_the_port_and_the_key_stays(folder):
    bootstrap.write_local_env(8000)
    local = folder / "var" / "local.env"
    key, _address = local.read_text().splitlines()
    bootstrap.write_local_env(8080)

    assert local.read_text().splitlines() == [key, "SITE_URL=http://127.0.0.1:8080"]


@pytest.mark.parametrize("line", ["DATA_DIR=/srv/data", "export DATA_DIR='/srv/data'"])
def test_the_data_lie_where_the_settings_look_for_them(folder, monkeypatch, line):
    assert bootstrap.data_dir() == folder / "var"

    (folder / ".env").write_text(f"# Ours\nDEBUG=on\n{line}\n")
    assert str(bootstrap.data_dir()) == "/srv/data"

    monkeypatch.setenv("DATA_DIR", "/srv/other")
    assert str(bootstrap.data_dir()) == "/srv/other"
