"""The words of a clip's captions, line by line, for whoever spoke them."""

from dataclasses import replace
from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _

from .. import refusals
from ..circumstances import gather
from ..cues import MOST_CHARACTERS, clock, words_of
from ..models import ChangedMeanwhile
from ..rations import EDITS
from ..screening import screen
from .captions import Spoken


class CorrectionForm(forms.Form):
    """The times stay as they are. Once cleaned: `screening`, as of an edit."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, own, author):
        self.comment, self.author = own.comment, author
        self.captions = own.comment.clip.captions
        self.cues = self.captions.proposed_cues or self.captions.public_cues
        initial = {"seen": self.captions.revision}
        super().__init__(data, initial=initial, auto_id="caption-%s")
        self.screening, self.status = None, 422
        for number, cue in enumerate(self.cues):
            self.fields[f"line-{number}"] = Spoken(
                label=_("At %s") % clock(cue.start).partition(".")[0],
                max_length=MOST_CHARACTERS,
                initial=cue.text,
            )

    @property
    def lines(self):
        return [self[f"line-{number}"] for number in range(len(self.cues))]

    @property
    def corrected(self):
        return [
            replace(cue, text=self.cleaned_data[f"line-{number}"])
            for number, cue in enumerate(self.cues)
        ]

    def clean(self):
        super().clean()
        if self.errors:
            return
        words = self._gathered()
        self.screening = screen(words)
        if self.screening.refused:
            self._refuse(refusals.of(self.screening, words))

    def save(self):
        """Have a producer read it; False if refused, ChangedMeanwhile if it is late."""
        if "seen" in self.data and self.data["seen"] != str(self.captions.revision):
            raise ChangedMeanwhile
        if not self.is_valid():
            return False
        if self.corrected == self.cues:
            return True
        if wait := EDITS.take(self.author.visitor, self.author.client):
            self._refuse(refusals.of_a_lot_at_once(wait))
            return False
        self.captions.propose(self.corrected, self.screening.trace)
        return True

    def _refuse(self, refusal):
        self.status = refusal.status
        self.add_error(None, refusal.sentence)

    def _gathered(self):
        """As of an edit, but that captions are corrected after the discussion too."""
        text = {"name": self.comment.name, "place": self.comment.place}
        return gather(
            self.comment.episode,
            self.author,
            text | {"body": words_of(self.corrected)},
            comment=self.comment,
            has_video=True,
            discussion_is_open=True,
            open_for=timedelta(),
            wait=EDITS.wait(self.author.visitor, self.author.client),
        )
