"""Run the site and its worker until told to stop."""

import sys

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from stream_site.bootstrap import HOST, CannotStart, check_port
from stream_site.supervisor import Supervisor


class Command(BaseCommand):
    help = (
        "Runs the web server and the worker, and restarts either when it dies. "
        "With DEBUG, Django's own server, which follows edits."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, port, **options):
        try:
            check_port(port)
        except CannotStart as problem:
            raise CommandError(problem) from None
        manage = [sys.executable, "manage.py"]
        server = [sys.executable, "-m", "gunicorn", "-c", "python:stream_site.server"]
        if settings.DEBUG:
            server = [*manage, "runserver", f"{HOST}:{port}"]
        else:
            server += ["--bind", f"{HOST}:{port}"]
        Supervisor(server=server, worker=[*manage, "worker"]).run()
