"""A real nginx, with the configuration that docs/ tells owners to use."""

import contextlib
import os
import re
import shutil
import subprocess

from django.conf import settings

from .site import free_port
from .waiting import accepts, wait_until

CONFIGURATION = settings.BASE_DIR / "docs" / "nginx.conf"
PROGRAM = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
# What a distribution's nginx.conf has around a site; all that it writes, in a folder.
AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@contextlib.contextmanager
def nginx(folder, site, files):
    """nginx before the site at that address; yields its own port."""
    port = free_port()
    folder.mkdir()
    # As root it would lend its work to a user who can't read the tests' files.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    (folder / "site.conf").write_text(_moved_here(port, site, files))
    command = [PROGRAM, "-p", folder, "-c", folder / "nginx.conf"]
    process = subprocess.Popen([*command, "-e", folder / "errors"])
    try:
        wait_until(lambda: accepts(port) or process.poll() is not None, seconds=20)
        assert process.poll() is None, (folder / "errors").read_text()
        yield port
    finally:
        process.terminate()
        process.wait(timeout=120)


def _moved_here(port, site, files):
    """The configuration, on this machine's ports and folders and without https."""
    text = re.sub(r"^\s*ssl_.*\n", "", CONFIGURATION.read_text(), flags=re.M)
    for there, here in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "http://127.0.0.1:8000;": f"{site};",
        "alias /srv/stream/var/private/;": f"alias {files}/;",
    }.items():
        assert text.count(there) == 1, there
        text = text.replace(there, here)
    return text
