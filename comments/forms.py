import re
import secrets

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from . import refusals
from .circumstances import NOBODY, gather
from .consent import limits, terms_of
from .fields import Legible, Line, Prose
from .models import Comment, Release, ReleaseText, Upload
from .models.emails import normalised
from .nudges import signed_warnings, warnings_in
from .rations import FILES
from .screening import Reason, screen
from .signed_time import age_of, signed_time
from .spam import phases
from .transcoding import TranscodingError

KEY = re.compile(r"[\w-]{8,64}", re.ASCII)
# As they stand on the page.
VISIBLE = ("body", "video", "adult", "name", "place", "email", "on_air")
TEXT = ("name", "place", "body")
# Where nothing can be sent, no file is taken in.
SHUT = {Reason.CLOSED, Reason.BANNED, Reason.LIMITED}

PARENT_GONE = gettext_lazy(
    "The comment that you answered isn't public any more. Send again, and your words "
    "will stand on their own."
)
UPLOAD_GONE = gettext_lazy(
    "Your video is no longer here: it waits for an hour. Please choose it again."
)


class CommentForm(Legible, forms.Form):
    """A comment on its way in; unbound, the same for every reader.

    A file is taken in even if another answer is wrong, and `upload` names it from
    then on: it needn't come again.
    """

    name = Line(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Need not be your real name."),
        error_messages={"required": gettext_lazy("Please give a name, any name.")},
    )
    place = Line(label=gettext_lazy("Place"), max_length=80, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Never shown."),
    )
    body = Prose(label=gettext_lazy("Your comment"), required=False)
    video = forms.FileField(
        label=gettext_lazy("Choose a video"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "video/*"}),
    )
    words_only = forms.BooleanField(
        label=gettext_lazy("Leave the video out"), required=False
    )
    adult = forms.BooleanField(required=False)
    on_air = forms.BooleanField(required=False)
    notices = forms.BooleanField(
        label=gettext_lazy("Mail me when it is published, answered or picked"),
        required=False,
    )
    parent = forms.UUIDField(required=False, error_messages={"invalid": PARENT_GONE})
    upload = forms.UUIDField(required=False, error_messages={"invalid": UPLOAD_GONE})
    terms = forms.CharField(required=False)
    # Idempotency key, signed time, what it was warned of, and a field that people
    # don't see.
    key = forms.CharField(required=False)
    time = forms.CharField(required=False)
    warned = forms.CharField(required=False)
    website = forms.CharField(required=False)

    def __init__(
        self,
        data=None,
        files=None,
        *,
        episode,
        author=NOBODY,
        answering=None,
        upload_refused="",
    ):
        super().__init__(data, files, auto_id="comment-%s")
        self.episode, self.author = episode, author
        self.answering, self.upload_refused = answering, upload_refused
        self.arrived, self.screening, self.status = None, None, 200
        self.agreement = terms_of(episode.programme)
        self.limits = limits()
        self.fields["body"].help_text = self.limits["words"]
        self.fields["video"].help_text = self.limits["video"]
        self.fields["adult"].label = self.agreement.adult
        self.fields["on_air"].label = self.agreement.on_air
        given = self.data.get("key", "")
        self.own_key = given if KEY.fullmatch(given) else secrets.token_urlsafe(16)
        self.signed_time = self.data.get("time") or signed_time()

    def send(self):
        """The comment, as stored now or when it first came; None if refused."""
        return self._earlier_clip() or self._store() or self._earlier()

    def clean_parent(self):
        public_id = self.cleaned_data["parent"]
        if not public_id:
            return None
        public = Comment.objects.visible().filter(episode=self.episode)
        self.answering = public.filter(public_id=public_id).first()
        if self.answering is None:
            raise forms.ValidationError(PARENT_GONE, code="gone")
        return self.answering

    def clean_terms(self):
        agreed = self.cleaned_data["terms"]
        if agreed and agreed != self.agreement.version:
            raise forms.ValidationError(
                _("What sending permits has changed. Please read it again below."),
                code="changed",
            )
        return agreed

    def clean(self):
        words = self._gather()
        self.screening = screen(words, phases())
        if self.screening.refused or self.screening.warns:
            self._refuse(refusals.of(self.screening, words))
        if self.screening.reason not in SHUT:
            self._take_video()
        self._check_consent()
        super().clean()
        if self.errors and self.status == 200:
            self.status = 422
        return self.cleaned_data

    @property
    def warned_of(self):
        """What it has been warned of by now, for a hidden field; "" if of nothing."""
        warned = self._warned()
        if self.screening and self.screening.warns:
            warned |= {self.screening.reason}
        return signed_warnings(warned, *self._identity()) if warned else ""

    @property
    def marked_fields(self):
        """The visible fields with an error, in the form's order."""
        return [self[name] for name in VISIBLE if self.errors.get(name)]

    @property
    def has_video(self):
        """Whether a clip is meant to go along, be it good or not."""
        words = self.cleaned_data
        return not words.get("words_only") and bool(
            words.get("video") or words.get("upload") or self.upload_refused
        )

    def _earlier_clip(self):
        """What came before, if a clip comes along: it is not taken in again."""
        brings_clip = self.files or self.data.get("upload")
        return self._earlier() if brings_clip else None

    def _earlier(self):
        sent = Comment.objects.filter(visitor=self.author.visitor, key=self.own_key)
        earlier = sent.select_related("episode").first()
        if earlier and self.arrived:
            self.arrived.discard()
        return earlier

    def _store(self):
        if not self.is_valid():
            return None
        try:
            return self._receive()
        except Upload.DoesNotExist:
            self.add_error("video", UPLOAD_GONE)
            self.arrived, self.status = None, 422
            return None

    def _receive(self):
        words, parent = self.cleaned_data, self.cleaned_data["parent"]
        text = ReleaseText.key_of(self.agreement.text, get_language())
        return Comment.receive(
            episode=self.episode,
            visitor=self.author.visitor,
            client=self.author.client,
            viewer=self._viewer(),
            key=self.own_key,
            parent=parent,
            root=parent and (parent.root or parent),
            **{name: words[name] for name in (*TEXT, "email", "notices")},
            release=Release(text_id=text, adult=words["adult"], on_air=words["on_air"]),
            upload=self.arrived,
            screening=self.screening,
        )

    def _viewer(self):
        """Whose it is at once: another address than theirs is to be proved first."""
        viewer, email = self.author.viewer, normalised(self.cleaned_data["email"])
        return viewer if viewer and email in {"", viewer.email} else None

    def _gather(self):
        given = self.cleaned_data
        return gather(
            self.episode,
            self.author,
            {name: given.get(name, "") for name in TEXT},
            has_video=self.has_video,
            open_for=age_of(given.get("time", "")),
            trap=given.get("website", ""),
            warned=self._warned(),
        )

    def _warned(self):
        return warnings_in(self.data.get("warned", ""), *self._identity())

    def _identity(self):
        return self.author.visitor, self.own_key

    def _take_video(self):
        if not self.has_video:
            return
        if self.upload_refused:
            self._refuse(refusals.of_file(self.upload_refused))
        elif file := self.cleaned_data.get("video"):
            self._take_in(file)
        else:
            self.arrived = Upload.owned(
                self.author.visitor, self.cleaned_data["upload"]
            )
            if self.arrived is None:
                self.add_error("video", UPLOAD_GONE)

    def _take_in(self, file):
        visitor, client = self.author.visitor, self.author.client
        if wait := FILES.wait(visitor, client):
            self._refuse(refusals.of_many_files(wait))
            return
        FILES.note(visitor, client)
        try:
            self.arrived = Upload.receive(visitor, file)
        except TranscodingError as error:
            self._refuse(refusals.of_file(error.reason))

    def _check_consent(self):
        words = self.cleaned_data
        if not self.has_video:
            return
        if not words.get("adult"):
            self.add_error(
                "adult",
                _("A video needs this tick. Without it, please send words only."),
            )
        is_reachable = words.get("email") != "" or self.author.viewer
        if words.get("on_air") and not is_reachable:
            self.add_error(
                "email", _("For use on air we must be able to reach you. Never shown.")
            )

    def _refuse(self, refusal):
        self.add_error(refusal.field, refusal.sentence)
        self.status = refusal.status
