from django.core.management.base import BaseCommand

from ...models import Comment, Discussion


class Command(BaseCommand):
    help = (
        "Count anew what is stored as counts: every discussion's public comments, every "
        "comment's likes, open reports and replies. Mends and names what has drifted."
    )

    def handle(self, **options):
        self.mended = 0
        for discussion in Discussion.objects.select_related("episode").iterator():
            self._say(discussion.episode, "comment_count", discussion.recount())
        for counter in Comment.COUNTERS:
            for comment in Comment.drifted(counter).select_related("episode"):
                count = f"{counter} of comment {comment.pk}"
                self._say(comment.episode, count, comment.recount(counter))
        self.stdout.write(f"{self.mended} mended")

    def _say(self, episode, count, difference):
        if difference:
            self.mended += 1
            self.stdout.write(f"{episode.slug}: {count} {difference:+}")
