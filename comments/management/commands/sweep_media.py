from django.core.management import BaseCommand

from comments import media


class Command(BaseCommand):
    help = (
        "Deletes files that no row has named for a day, and names rows whose file is "
        "missing. The worker does the first by itself every few hours."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be deleted"
        )

    def handle(self, dry_run, **options):
        sweep = media.unnamed_files if dry_run else media.sweep_media
        names = sweep()
        for name in names:
            self.stdout.write(name)
        done = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"{len(names)} without a row {done}")
        for row, name in media.missing_files():
            self.stderr.write(f"missing: {name} of {row}")
