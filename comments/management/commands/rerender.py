from django.core.management.base import BaseCommand

from ...models import Comment


class Command(BaseCommand):
    help = "Remake the HTML of comments that an older renderer has made."

    def handle(self, **options):
        self.stdout.write(f"{Comment.objects.rerender()} remade")
