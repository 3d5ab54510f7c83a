"""Run a command with TEST_DATABASE_URL leading to a throwaway PostgreSQL.

The cluster lives in a temporary folder, listens on a Unix socket alone, cares for
speed and not for the data's survival, and is gone when the command ends.
"""

import argparse
import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    # Some tests are fifty at once, on every core.
    "max_connections": "500",
}
CLEAR_AWAY = """
cat
"$1" stop --pgdata="$2/data" --mode=immediate
cd / && rm -rf "$2"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--required", action="store_true", help="fail where it's missing"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    programs = find_programs()
    if programs is None:
        print(
            "Not run on PostgreSQL: the programs",
            ", ".join(PROGRAMS),
            "were found "
            "neither by pg_config, nor in /usr/lib/postgresql, nor on the PATH.",
        )
        return 1 if options.required else 0
    with cluster(programs) as url:
        environment = os.environ | {"TEST_DATABASE_URL": url}
        try:
            return subprocess.call(options.command, env=environment)
        except KeyboardInterrupt:
            return 130


def find_programs():
    """The folder of PostgreSQL's server programs, or None."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True
    )
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True)
        folders.insert(0, Path(said.stdout.strip()))
    folders += map(Path, os.get_exec_path())
    return next((f for f in folders if all((f / p).is_file() for p in PROGRAMS)), None)


def version(folder):
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


@contextlib.contextmanager
def cluster(programs):
    folder = Path(tempfile.mkdtemp(prefix="stream-pg-"))
    person = owner()
    if person:
        os.chown(folder, person["user"], person["group"])
    with keeper(programs, folder, person):
        start(programs, folder, person)
        yield f"postgres://stream@/stream?host={folder}"


def owner():
    """Whom PostgreSQL runs as: ourselves, but for root, whom it refuses."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    sys.exit("PostgreSQL refuses root, and there is no user postgres or nobody.")


def keeper(programs, folder, person):
    """A process that clears everything away when we end, even if we are killed."""
    return subprocess.Popen(
        ["sh", "-c", CLEAR_AWAY, "sh", programs / "pg_ctl", folder],
        # Its end is what `cat` waits for; leaving the context closes it, too.
        stdin=subprocess.PIPE,
        **aside(folder, person),
    )


def start(programs, folder, person):
    def run(program, *arguments):
        command = [programs / program, f"--pgdata={folder}/data", *arguments]
        subprocess.run(command, check=True, **aside(folder, person))

    fast = " ".join(f"-c {name}='{value}'" for name, value in FAST.items())
    where = f"-c unix_socket_directories='{folder}'"
    initdb = ("--username=stream", "--auth=trust", "--encoding=UTF8", "--locale=C")
    run("initdb", *initdb, "--no-sync")
    wait = ("start", "--wait", "--timeout=600")
    run("pg_ctl", *wait, f"--log={folder}/log", f"--options={fast} {where}")


def aside(folder, person):
    """As `person`, and out of reach of Ctrl-C, which is for the command."""
    apart = {"cwd": folder, "stdout": subprocess.DEVNULL, "start_new_session": True}
    return apart | person


if __name__ == "__main__":
    sys.exit(main())
