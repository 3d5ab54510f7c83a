from django.core.management.base import BaseCommand, CommandError

from episodes.models import Episode

from ...filling import fill


class Command(BaseCommand):
    help = "Fill an episode's discussion with made-up approved comments, to measure it."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--count", type=int, required=True)
        parser.add_argument("--videos", type=int, default=0, help="so many with a clip")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, slug, count, videos, seed, **options):
        if count < 0 or videos < 0:
            raise CommandError("--count and --videos can't be negative.")
        episode = Episode.objects.filter(slug=slug).first()
        if episode is None:
            raise CommandError(f"There is no episode with the slug {slug}.")
        self.stdout.write(f"{fill(episode, count, videos, seed)}")
