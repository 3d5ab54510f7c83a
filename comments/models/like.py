from django.db import models


class Like(models.Model):
    """One visitor's like of one comment; `Comment.like_count` counts them."""

    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="likes"
    )
    visitor = models.CharField(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # The visitor first: "what have I liked?" is asked by every page.
            models.UniqueConstraint("visitor", "comment", name="one_like_a_visitor")
        ]

    def __str__(self):
        return f"{self.comment_id}"
