import re
import secrets

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from . import refusals
from .consent import limits, terms_of
from .fields import Legible, Line, Prose
from .models import Comment, Release, ReleaseText, Upload
from .rations import FILES, POSTS
from .screening import Reason, Words, screen
from .signed_time import age_of, signed_time
from .transcoding import TranscodingError

KEY = re.compile(r"[\w-]{8,64}", re.ASCII)
# As they stand on the page.
VISIBLE = ("body", "video", "adult", "name", "place", "email", "on_air")

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
    parent = forms.UUIDField(required=False, error_messages={"invalid": PARENT_GONE})
    upload = forms.UUIDField(required=False, error_messages={"invalid": UPLOAD_GONE})
    terms = forms.CharField(required=False)
    # Idempotency key, signed time, and a field that people don't see.
    key = forms.CharField(required=False)
    time = forms.CharField(required=False)
    website = forms.CharField(required=False)

    def __init__(
        self,
        data=None,
        files=None,
        *,
        episode,
        visitor="",
        client="",
        answering=None,
        upload_refused="",
    ):
        super().__init__(data, files, auto_id="comment-%s")
        self.episode, self.visitor, self.client = episode, visitor, client
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
        return self._earlier() or self._store() or self._earlier()

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
        wait = POSTS.wait(self.visitor, self.client)
        self.screening = screen(self._words(wait))
        if self.screening.refused:
            self._refuse(refusals.of(self.screening.reason, wait))
        if self.screening.reason not in {Reason.CLOSED, Reason.LIMITED}:
            self._take_video()
        self._check_consent()
        super().clean()
        if self.errors and self.status == 200:
            self.status = 422
        return self.cleaned_data

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

    def _earlier(self):
        sent = Comment.objects.filter(visitor=self.visitor, key=self.own_key)
        return sent.select_related("episode").first()

    def _store(self):
        if not self.is_valid():
            return None
        try:
            comment = self._receive()
        except Upload.DoesNotExist:
            self.add_error("video", UPLOAD_GONE)
            self.arrived, self.status = None, 422
            return None
        POSTS.note(self.visitor, self.client)
        return comment

    def _receive(self):
        words, parent = self.cleaned_data, self.cleaned_data["parent"]
        text = ReleaseText.of(self.agreement.text, get_language())
        return Comment.receive(
            episode=self.episode,
            visitor=self.visitor,
            key=self.own_key,
            parent=parent,
            root=parent and (parent.root or parent),
            **{name: words[name] for name in ("name", "place", "email", "body")},
            release=Release(text=text, adult=words["adult"], on_air=words["on_air"]),
            client=self.client,
            upload=self.arrived,
            screening=self.screening,
        )

    def _words(self, wait):
        return Words(
            body=self.cleaned_data.get("body", ""),
            has_video=self.has_video,
            discussion_is_open=self.episode.discussion.is_open,
            wait=wait,
            open_for=age_of(self.cleaned_data.get("time", "")),
            trap=self.cleaned_data.get("website", ""),
        )

    def _take_video(self):
        if not self.has_video:
            return
        if self.upload_refused:
            self._refuse(refusals.of_file(self.upload_refused))
        elif file := self.cleaned_data.get("video"):
            self._take_in(file)
        else:
            self.arrived = Upload.owned(self.visitor, self.cleaned_data["upload"])
            if self.arrived is None:
                self.add_error("video", UPLOAD_GONE)

    def _take_in(self, file):
        if wait := FILES.wait(self.visitor, self.client):
            self._refuse(refusals.of_many_files(wait))
            return
        FILES.note(self.visitor, self.client)
        try:
            self.arrived = Upload.receive(self.visitor, file)
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
        if words.get("on_air") and words.get("email") == "":
            self.add_error(
                "email", _("For use on air we must be able to reach you. Never shown.")
            )

    def _refuse(self, refusal):
        self.add_error(refusal.field, refusal.sentence)
        self.status = refusal.status
