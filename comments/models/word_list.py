from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..folding import LONGEST_PHRASE, words_of

MOST_LINES = 5000


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

    def clean(self):
        """Every line must be something that can be found."""
        wrong = {name: _refusal(getattr(self, name)) for name in ("banned", "suspect")}
        if any(wrong.values()):
            raise ValidationError({name: why for name, why in wrong.items() if why})


def _refusal(lines):
    """What is wrong with a list, in words, or ""."""
    lines = [line.strip() for line in lines.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        return ngettext(
            "A list holds %(most)d line at most.",
            "A list holds %(most)d lines at most.",
            MOST_LINES,
        ) % {"most": MOST_LINES}
    for line in lines:
        length = len(words_of(line))
        if length == 0:
            return gettext("“%s” has no letters or signs to look for.") % line
        if length > LONGEST_PHRASE:
            words = gettext("“%(line)s” is longer than %(most)d words.")
            return words % {"line": line[:60], "most": LONGEST_PHRASE}
    return ""
