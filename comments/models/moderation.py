from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ModerationAction(models.Model):
    """What was done to a comment, by whom and why; written once.

    Nothing of it changes, but that a withdrawn comment's words go out of the trace.
    """

    class Action(models.TextChoices):
        RECEIVED = "received", _("Received")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        HIDDEN = "hidden", _("Hidden")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")
        EDITED = "edited", _("Edited by its author")
        OLD_TAKEN_DOWN = "old taken down", _("Old version taken down")
        CLIP_LEFT_OUT = "clip left out", _("Failed clip left out by its author")
        KEPT = "kept", _("Kept, though reported")
        PICKED = "picked", _("Picked")
        UNPICKED = "unpicked", _("No longer picked")
        CAPTIONED = "captioned", _("Captions published")
        CAPTIONS_DOWN = "captions down", _("Captions taken down")
        CAPTIONS_CORRECTED = "captions corrected", _("Captions corrected by its author")
        CORRECTION_REFUSED = "correction refused", _("Correction of captions refused")

    # A hidden comment is a rejected one, told apart.
    REJECTIONS = (Action.REJECTED, Action.HIDDEN)

    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="actions"
    )
    action = models.CharField(max_length=20, choices=Action)
    # None: the viewer or the site itself. A producer who leaves is deactivated.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True
    )
    revision = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    # The screening phases passed, for `received`: [[phase, outcome], …].
    trace = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation log")

    def __str__(self):
        return self.get_action_display()

    def forget_words(self):
        """Keep what decided, without the comment's word that it hung on."""
        self.trace = [[phase, outcome.split(":")[0]] for phase, outcome in self.trace]
        self.save(update_fields=["trace"])
