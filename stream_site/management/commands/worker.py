import signal
import sys

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connections

from comments.sweeper import Sweeper
from stream_site.supervisor import Supervisor

# A viewer waits for each clip, and a look at the queue costs next to nothing.
LOOK_EVERY_SECONDS = "0.5"


class Workers(Supervisor):
    # A clip that kills whoever prepares it isn't to keep the others waiting.
    longest_wait = 4
    # Told once, they finish what takes no time, as a mail; told again, they give back
    # the clip in hand.
    endings = ((signal.SIGTERM, 2), (signal.SIGTERM, 6), (signal.SIGKILL, 1))


class Command(BaseCommand):
    help = (
        "Prepares clips and does the other background work, until told to stop. "
        "What a killed worker leaves is done again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--processes",
            type=int,
            default=1,
            metavar="N",
            help="clips prepared at once (default: %(default)s)",
        )

    def handle(self, processes, **options):
        queues = {f"clips {n}": "video" for n in range(1, max(1, processes) + 1)}
        queues["other work"] = "default"
        if settings.DRAFT_CAPTIONS:
            queues["captions"] = "captions"
        # The children have connections of their own; ours wait for the sweeper.
        connections.close_all()
        commands = {name: self._command(queue) for name, queue in queues.items()}
        Workers(**commands).run(tick=Sweeper().sweep, every=1)

    def _command(self, queue):
        manage = [sys.executable, settings.BASE_DIR / "manage.py", "db_worker"]
        return [
            *manage,
            *("--queue-name", queue, "--interval", LOOK_EVERY_SECONDS),
            *("--no-startup-delay", "--no-reload", "--verbosity", "1"),
        ]
