from django.core.management.base import BaseCommand

from episodes.sample import load_sample


class Command(BaseCommand):
    help = "Makes the sample episode, unless there is an episode already."

    def handle(self, **options):
        if episode := load_sample():
            self.stdout.write(f"The sample episode: {episode.get_absolute_url()}")
        else:
            self.stdout.write("There are episodes already: no sample is needed.")
