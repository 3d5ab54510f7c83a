"""How gunicorn runs the site; `manage.py serve` adds the address to listen on."""

import socket
import struct
import sys

from django.conf import settings

wsgi_app = "stream_site.wsgi"
# A thread waits with each slow upload; a worker of the default kind would be killed.
worker_class = "gthread"
workers = 2
threads = 16
# How long a worker may give no sign of life, and how long it may finish what it serves.
timeout = 60
graceful_timeout = 5
keepalive = 5
control_socket_disable = True  # It would be made in the home folder.
# Which proxies to believe is decided by TRUSTED_PROXIES alone.
forwarded_allow_ips = ""
loglevel = "warning"
# How long a sender may say nothing, in the middle of a request, before its thread is
# free for others.
silence_seconds = 30
# A thread that holds SQLite's one lock for writing gives Python's up at each statement:
# it shan't wait the usual 5 ms for it, while all others wait for both.
sys.setswitchinterval(0.0005)


def when_ready(server):
    hang_up_on_silence(server)
    sys.stdout.write(
        f"\nThe Stream is at {settings.SITE_URL}/\n"
        f"Producers sign in at {settings.SITE_URL}/admin/\nCtrl-C stops it.\n\n"
    )
    sys.stdout.flush()


def hang_up_on_silence(server):
    """Bound each wait for bytes: what the listening socket has, connections inherit."""
    limit = struct.pack("ll", silence_seconds, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    server.log.error_log.addFilter(is_worth_saying)


def is_worth_saying(record):
    """Anybody can fall silent: that is no mistake of ours, to be told with its trace."""
    error = record.exc_info and record.exc_info[1]
    return not isinstance(error, BlockingIOError)
