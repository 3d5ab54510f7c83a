"""Lay the ground for manage.py: virtual environment, requirements, var/local.env.

Run by whatever Python the machine has, before anything is installed: this file uses
the standard library alone, and words that an old Python 3 can read.
"""

import argparse
import hashlib
import os
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
HOST = "127.0.0.1"


class CannotStart(Exception):
    """What stands in the way, in a sentence that says what to do about it."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, help="also write var/local.env for it")
    parser.add_argument("--requirements", action="append", default=[])
    options = parser.parse_args()
    try:
        check_python()
        if options.port is not None:
            check_port(options.port)
            write_local_env(options.port)
        if not venv_works():
            make_venv()
        for name in ["requirements.txt"] + options.requirements:
            install(name)
    except CannotStart as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)


def check_python():
    if sys.version_info < OLDEST:
        raise CannotStart(
            "Python 3.11 or newer is needed, and {} is {}.{}. "
            "Name another: make run PYTHON=python3.12".format(
                sys.executable, *sys.version_info[:2]
            )
        )


def check_port(port):
    """Raise CannotStart unless a server could listen there now."""
    if not 0 < port < 65536:
        raise CannotStart(
            "{} is not a port: choose one from 1 to 65535, "
            "as in: make run PORT=8080".format(port)
        )
    with socket.socket() as probe:
        # As the server does: what closed a moment ago is no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStart(
                "Port {} needs an administrator's rights. "
                "Take one above 1023: make run PORT=8080".format(port)
            ) from None
        except OSError:
            raise CannotStart(
                "Port {} is taken. Stop what uses it, or take another: "
                "make run PORT={}".format(port, 8080 if port != 8080 else 8081)
            ) from None


def write_local_env(port):
    """Keep a random secret key, and have the site's address follow the port."""
    path = data_dir() / "local.env"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError
        old = path.read_text().splitlines() if path.is_file() else []
        kept = [line for line in old if not line.startswith("SITE_URL=")]
        if not any(line.startswith("SECRET_KEY=") for line in kept):
            kept.append("SECRET_KEY=" + secrets.token_urlsafe(50))
        new = kept + ["SITE_URL=http://{}:{}".format(HOST, port)]
        if new != old:
            path.touch(mode=0o600)
            path.write_text("\n".join(new) + "\n")
    except OSError:
        raise CannotStart(
            "The folder {} can't be written to. Give yourself the right to, or name "
            "another folder: make run DATA_DIR=/a/folder/of/yours".format(path.parent)
        ) from None


def data_dir():
    """Where stream_site/settings.py will look for it, too."""
    file = ROOT / ".env"
    text = file.read_text() if file.is_file() else ""
    line = re.search(r"^(?:export )?DATA_DIR=(.*)", text, re.MULTILINE)
    named = os.environ.get("DATA_DIR") or line and line.group(1).strip("'\" ")
    return Path(named or ROOT / "var").resolve()


def install(name):
    """Make the virtual environment hold what the file `name` asks for."""
    requirements = ROOT / name
    stamp = VENV / ("installed-" + name)
    fingerprint = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return
    say("Installing what {} asks for; about a minute.".format(name))
    pip = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.call(pip + ["--requirement", requirements]):
        raise CannotStart("pip could not install {}: see above.".format(name))
    stamp.write_text(fingerprint)


def venv_works():
    """Whether it is there, whole, and made by a Python that still is."""
    probe = "import pip, sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
    return VENV_PYTHON.is_file() and not subprocess.call(
        [VENV_PYTHON, "-c", probe], stderr=subprocess.DEVNULL
    )


def make_venv():
    if not os.access(ROOT, os.W_OK):
        raise CannotStart(
            "The folder {} can't be written to, and the virtual environment "
            "goes there. Give yourself the right to, or clone it elsewhere.".format(
                ROOT
            )
        )
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        raise CannotStart(
            "This Python can't make virtual environments. On Debian and Ubuntu: "
            "apt install python3-venv"
        ) from None
    say("Making a virtual environment in .venv.")
    venv.create(VENV, clear=True, with_pip=True, symlinks=True)


def say(words):
    print(words, flush=True)


if __name__ == "__main__":
    main()
