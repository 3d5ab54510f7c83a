"""How gunicorn runs the site; `manage.py serve` adds the address to listen on."""

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


def when_ready(server):
    sys.stdout.write(
        f"\nThe Stream is at {settings.SITE_URL}/\n"
        f"Producers sign in at {settings.SITE_URL}/admin/\nCtrl-C stops it.\n\n"
    )
    sys.stdout.flush()
