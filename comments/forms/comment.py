import re
import secrets
import threading
from hashlib import blake2b

from django import forms
from django.utils.functional import cached_property, lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .. import refusals
from ..circumstances import NOBODY
from ..consent import most_video, terms_of
from ..models import Comment, Release, ReleaseText, Upload
from ..models.reasons import NoRoom
from ..models.revising import WORDS
from ..models.writing import Busy
from ..rations import FILES
from ..screening import Reason
from ..signed_time import age_of, signed_time
from ..transcoding import TranscodingError
from .fields import Email, Shared
from .screened import ScreenedForm

KEY = re.compile(r"[\w-]{8,64}", re.ASCII)
# A file is waited for and looked at for two minutes at worst, see `transcoding`: half of
# a server process's threads stay with those who read and write.
FILES_AT_ONCE = threading.BoundedSemaphore(8)
# Where nothing can be sent, no file is taken in.
SHUT = {Reason.CLOSED, Reason.BANNED, Reason.LIMITED}

PARENT_GONE = gettext_lazy(
    "The comment that you answered isn't public any more. Send again, and your words "
    "will stand on their own."
)


class CommentForm(ScreenedForm):
    """A comment on its way in; unbound, the same for every reader.

    A file is taken in even if another answer is wrong, and `upload` names it from
    then on: it needn't come again.
    """

    visible = ("body", "video", "adult", "name", "place", "email", "on_air")
    # The version of the terms, idempotency key, signed time, and a trap for machines.
    filled_by_page = ("warned", "terms", "key", "time", "website")

    email = Email(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Never shown."),
    )
    video = forms.FileField(
        label=gettext_lazy("Choose a video"),
        help_text=lazy(most_video, str)(),
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
    upload = forms.UUIDField(
        required=False, error_messages={"invalid": refusals.UPLOAD_GONE}
    )

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
        super().__init__(data, files, author=author)
        self.episode, self.answering, self.arrived = episode, answering, None
        self.upload_refused = upload_refused
        self.agreement = terms_of(episode.programme)
        self["adult"].label = self.agreement.adult
        self["on_air"].label = self.agreement.on_air
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
        sent = Comment.objects.sent_once(self.author.visitor, self._key_of_words)
        earlier = sent.first()
        if earlier and self.arrived:
            self.arrived.discard()
        return earlier

    def _store(self):
        if not self._is_fit_to_send():
            return None
        try:
            return self._receive()
        except Upload.DoesNotExist:
            self.add_error("video", refusals.UPLOAD_GONE)
            self.arrived = None
            return None

    def _receive(self):
        words, parent = self.cleaned_data, self.cleaned_data["parent"]
        text = ReleaseText.key_of(self.agreement.text, get_language())
        return Comment.receive(
            episode=self.episode,
            visitor=self.author.visitor,
            client=self.author.client,
            viewer=self._viewer(),
            key=self._key_of_words,
            parent=parent,
            root=parent and (parent.root or parent),
            **{name: words[name] for name in (*WORDS, "email", "notices")},
            release=Release(text_id=text, adult=words["adult"], on_air=words["on_air"]),
            upload=self.arrived,
            screening=self.screening,
        )

    @cached_property
    def _key_of_words(self):
        """What a resend shares: other words in the same form are another comment."""
        told = "\n".join([self.own_key, *self.typed_words().values()])
        return blake2b(told.encode(), digest_size=16).hexdigest()

    def _viewer(self):
        """Whose it is at once: another address than theirs is to be proved first."""
        viewer, email = self.author.viewer, self.cleaned_data.get("email", "")
        return viewer if viewer and email in {"", viewer.email} else None

    def _gather(self):
        return super()._gather(
            has_video=self.has_video,
            open_for=age_of(self.data.get("time", "")),
            trap=self.data.get("website", "").strip(),
            # No trust in what won't be theirs: its end would be on nobody's record.
            proved=self._viewer() is not None,
        )

    def _check_the_rest(self):
        if self.screening.reason not in SHUT:
            self._take_video()
        self._check_terms()
        self._check_consent()

    def _identity(self):
        return self.author.visitor, self.own_key

    def _take_video(self):
        if not self.has_video:
            return
        if self.upload_refused:
            self._refuse(refusals.of_file(self.upload_refused))
            return
        if not FILES_AT_ONCE.acquire(blocking=False):
            self._refuse(refusals.of_many_files_at_once())
            return
        try:
            self._take_file()
        finally:
            FILES_AT_ONCE.release()

    def _take_file(self):
        file, public_id = (self.cleaned_data.get(name) for name in ("video", "upload"))
        try:
            self.arrived = self._taken_in(file) if file else self._put_in(public_id)
        except Upload.DoesNotExist:
            self.add_error("video", refusals.UPLOAD_GONE)
        except Busy:
            self._refuse(refusals.of_busy_upload())
        except (TranscodingError, NoRoom) as error:
            self._refuse(refusals.of_file(error.reason))

    def _taken_in(self, file):
        visitor, client = self.author.visitor, self.author.client
        if wait := FILES.take(visitor, client):
            self._refuse(refusals.of_many_files(wait))
            return None
        return Upload.receive(visitor, file)

    def _put_in(self, public_id):
        """The upload that came before, as a file."""
        upload = Upload.owned(self.author.visitor, public_id)
        if upload is None:
            raise Upload.DoesNotExist
        upload.assemble()
        return upload

    def _check_terms(self):
        agreed = self.data.get("terms")
        if agreed and agreed != self.agreement.version:
            self.add_error(
                None,
                _("What sending permits has changed. Please read it again below."),
            )

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


# What differs from form to form stands in their bound fields.
CommentForm.base_fields = Shared(CommentForm.base_fields)
