"""What stands on the page where a producer writes captions."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from ..cues import words_of
from ..forms.captions import FileForm, LanguageForm, filled_rows, sent_rows
from ..models import Captions
from ..rewording import rewording


@dataclass
class Editor:
    captions: Captions
    rows: object
    language: LanguageForm
    file: FileForm = field(default_factory=FileForm)
    # What is said above the rows, and with which status; `theirs` are the cues that
    # somebody else has saved meanwhile.
    problem: str = ""
    status: int = 200
    is_unsaved: bool = False
    theirs: list = field(default_factory=list)

    @classmethod
    def of(cls, captions, cues=None):
        """Opened with what is stored, or with other cues, which are not."""
        is_unsaved = cues is not None
        rows = filled_rows(cues if is_unsaved else captions.cues)
        language = LanguageForm(initial={"language": captions.language})
        return cls(captions, rows, language, is_unsaved=is_unsaved)

    @classmethod
    def sent(cls, captions, data):
        rows = sent_rows(data, captions.video.duration)
        return cls(captions, rows, LanguageForm(data), is_unsaved=True)

    @property
    def is_valid(self):
        return all([self.rows.is_valid(), self.language.is_valid()])

    @property
    def correction(self):
        """What its author's correction changes of what is public, in Pieces."""
        if self.captions.proposed is None:
            return None
        old, new = self.captions.public_cues, self.captions.proposed_cues
        return rewording(words_of(old), words_of(new))

    @property
    def of_the_machine(self):
        """Where its draft stands, or why there is none, in words."""
        machine = self.captions.Machine
        match self.captions.machine:
            case machine.LISTENING:
                return _(
                    "The machine is listening. Reload the page in a minute; if nothing "
                    "comes, have a draft made again."
                )
            case machine.DRAFTED:
                return _(
                    "Drafted by machine: names and numbers are often wrong. Correct it "
                    "while the clip plays. Nobody but producers sees it until you "
                    "publish it."
                )
            case machine.NOTHING:
                return _("The machine heard nobody speak.")
        return "" if self.captions.draft else _why_no_draft(self.captions)


def _why_no_draft(captions):
    if not settings.DRAFT_CAPTIONS:
        return _(
            "No draft: this site can't listen to clips. Write the captions here, or take "
            "them from a file."
        )
    if not captions.can_be_drafted:
        return _(
            "No draft: the machine understands only English. Write the captions here, "
            "or take them from a file."
        )
    return _("Nobody has listened yet.")
