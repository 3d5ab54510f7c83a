from django.core.management.base import BaseCommand

from ...models import Discussion


class Command(BaseCommand):
    help = "Count every discussion's public comments anew and mend what has drifted."

    def handle(self, **options):
        drifted = 0
        for discussion in Discussion.objects.select_related("episode").iterator():
            if difference := discussion.recount():
                drifted += 1
                self.stdout.write(f"{discussion.episode.slug}: {difference:+}")
        self.stdout.write(f"{drifted} mended")
