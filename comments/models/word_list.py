from django.db import models
from django.utils.translation import gettext_lazy as _


class WordList(models.Model):
    """Words that a programme's producers want to know of, one a line."""

    programme = models.OneToOneField(
        "episodes.Programme",
        models.CASCADE,
        related_name="word_list",
        verbose_name=_("programme"),
    )
    banned = models.TextField(
        _("banned words"),
        blank=True,
        help_text=_(
            "One a line, whole words or phrases. Case, accents and look-alike letters "
            "don't matter. A viewer is asked once to write it otherwise; a comment with "
            "one is never approved in bulk."
        ),
    )
    suspect = models.TextField(
        _("suspect words"),
        blank=True,
        help_text=_("One a line. A viewer is asked once; then a producer sees which."),
    )

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")

    def __str__(self):
        return str(self.programme)
