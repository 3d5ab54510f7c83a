from zlib import crc32

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..cues import as_webvtt, cues_of, rows_of, words_of
from ..folding import Phrases
from .drafting import Drafting
from .moderation import ModerationAction
from .standing import CommentWithdrawn

Action = ModerationAction.Action
LANGUAGE = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


class ChangedMeanwhile(Exception):
    """They are no longer what was seen when they were written."""


class CaptionsQuerySet(models.QuerySet):
    def being_heard(self):
        """Those that a machine listens to which is alive."""
        return self.filter(lease_until__gt=timezone.now())

    def to_do(self):
        """What a producer has to look at: a draft, or what its author proposes."""
        drafted = models.Q(public__isnull=True) & ~models.Q(words="")
        return self.filter(drafted | models.Q(proposed__isnull=False))

    def for_producers(self):
        return self.select_related("video__comment__episode", "changed_by")


class Captions(Drafting, models.Model):
    """What is said in a clip.

    Producers work on `draft`, everybody reads `public`, the author of the comment
    waits for `proposed` to be read: each is [[start, end, text], …] in milliseconds.
    """

    class Machine(models.TextChoices):
        UNASKED = "", _("Not asked")
        LISTENING = "listening", _("Being drafted")
        DRAFTED = "drafted", _("Drafted by machine")
        NOTHING = "nothing", _("Nothing was heard")

    video = models.OneToOneField(
        "comments.Video", models.CASCADE, primary_key=True, related_name="captions"
    )
    language = models.CharField(_("language"), max_length=20, validators=[LANGUAGE])
    draft = models.JSONField(default=list, editable=False)
    public = models.JSONField(null=True, editable=False)
    proposed = models.JSONField(null=True, editable=False)
    # Those of the draft, to be found by.
    words = models.TextField(editable=False, blank=True)
    machine = models.CharField(
        _("draft"), max_length=10, choices=Machine, blank=True, editable=False
    )
    # Until when the machine must have given a sign of life.
    lease_until = models.DateTimeField(null=True, editable=False)
    # Of what producers work on.
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = CaptionsQuerySet.as_manager()

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")

    def __str__(self):
        return str(self.video.comment)

    @property
    def cues(self):
        return cues_of(self.draft)

    @property
    def public_cues(self):
        return cues_of(self.public)

    @property
    def proposed_cues(self):
        return cues_of(self.proposed)

    @property
    def transcript(self):
        """What everybody reads, without a clock; "" while there is nothing public."""
        return words_of(self.public_cues)

    @property
    def webvtt(self):
        return as_webvtt(self.public_cues)

    @property
    def mark(self):
        """What a decision is about: the draft, and what their author proposes."""
        if self.proposed is None:
            return str(self.revision)
        return f"{self.revision}-{crc32(repr(self.proposed).encode())}"

    @property
    def standing(self):
        """Where they stand, in a few words for producers."""
        if self.proposed is not None:
            return _("Its author corrects them")
        if self.public:
            return _("Public")
        if self.words:
            return _("To be corrected")
        return self.get_machine_display() if self.machine else _("None yet")

    @property
    def listed_words(self):
        """The first words of the programme's lists that a producer should know of."""
        listed = getattr(self._comment.episode.programme, "word_list", None)
        lists = (listed.banned, listed.suspect) if listed else ()
        words = words_of([*self.cues, *self.proposed_cues])
        return [found for lines in lists if (found := Phrases.of(lines).find(words))]

    @classmethod
    def of(cls, video):
        """Those of a clip, not yet stored if there were none."""
        language = video.comment.episode.programme.language
        found = cls.objects.filter(video=video).first()
        if found is None:
            return cls(video=video, language=language)
        found.video = video
        return found

    @transaction.atomic
    def save_draft(self, by, cues, *, language, seen):
        """ChangedMeanwhile or CommentWithdrawn if it comes too late."""
        self._lock(seen)
        self._take_over(by, cues, language)

    @transaction.atomic
    def publish(self, by, cues, *, language, seen):
        """Save it, and let everybody read it who sees the clip."""
        self._lock(seen)
        self._take_over(by, cues, language)
        self.public, self.proposed = self.draft, None
        self._follow(Action.CAPTIONED, by, "public", "proposed")

    @transaction.atomic
    def take_down(self, by, *, seen):
        self._lock(seen)
        self.public = None
        self._follow(Action.CAPTIONS_DOWN, by, "public")

    @transaction.atomic
    def propose(self, cues, trace=()):
        """Take the author's correction of what is public; a producer reads it first."""
        self._lock(self.mark)
        self.proposed = rows_of(cues)
        self.save(update_fields=["proposed"])
        self._note(Action.CAPTIONS_CORRECTED, trace=trace)

    @transaction.atomic
    def refuse(self, by, *, seen):
        """Turn the author's correction down."""
        self._lock(seen)
        self.proposed = None
        self.save(update_fields=["proposed"])
        self._note(Action.CORRECTION_REFUSED, by)

    @property
    def _comment(self):
        return self.video.comment

    def _lock(self, seen):
        """In everybody's order: the comment's rows, then these."""
        self._comment.lock()
        if not type(self.video).objects.filter(pk=self.video_id).exists():
            raise CommentWithdrawn
        found, _made = type(self).objects.get_or_create(
            video=self.video, defaults={"language": self.language}
        )
        if found.mark != str(seen):
            raise ChangedMeanwhile
        self.refresh_from_db()

    def _take_over(self, by, cues, language):
        self.draft, self.words, self.language = rows_of(cues), words_of(cues), language
        self.revision += 1
        self.changed_by, self.changed_at = by, timezone.now()
        # Whatever the machine is about to say comes too late.
        self.machine = self.Machine.UNASKED
        self.save()

    def _follow(self, action, by, *changed):
        self.save(update_fields=changed)
        self._note(action, by)
        if self._comment.is_public:
            self._comment.episode.touch()

    def _note(self, action, by=None, trace=()):
        self._comment.actions.create(
            action=action, by=by, trace=list(trace), revision=self._comment.revision
        )
