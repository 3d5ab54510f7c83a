"""Any sequence of the verbs leaves counters, page and audit true."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from comments.models import (
    ClipIsNeeded,
    Comment,
    CommentWithdrawn,
    DecidedMeanwhile,
    ModerationAction,
    NotEditable,
    NotPublic,
    Release,
    ReleaseText,
    Report,
    Upload,
    Video,
    Viewer,
)
from comments.models.discussion import Discussion
from comments.words import Reason, Screening, Verdict
from episodes.models import EpisodeVersion

from .factories import make_episode, make_producer
from .posting import text_of, thread_url
from .truth import (
    counters,
    face_of,
    ids_on_page,
    ids_to_be_on_page,
    true_counters,
)

Status, Action = Comment.Status, ModerationAction.Action
# The audit row that leads to each status.
ENDS = {
    Status.HELD: [Action.OLD_TAKEN_DOWN],
    Status.APPROVED: [Action.APPROVED],
    Status.REJECTED: [Action.REJECTED, Action.HIDDEN],
    Status.WITHDRAWN: [Action.WITHDRAWN],
}
REFUSALS = (ClipIsNeeded, CommentWithdrawn, DecidedMeanwhile, NotEditable, NotPublic)
HELD = Screening(Verdict.HOLD, Reason.BEFORE_APPROVAL, [["mode", "held"]])
PASSED = Screening(Verdict.PASS, Reason.BEFORE_APPROVAL, [["mode", "pass"]])
QUICK = settings(
    max_examples=5, stateful_step_count=30, derandomize=True, database=None
)

comments = Bundle("comments")
screenings = st.sampled_from([HELD, PASSED])
visitors = st.sampled_from(["reader", "guest", "third"])


class Conversation(RuleBasedStateMachine):
    """One episode's; each example in a transaction that is rolled back."""

    @initialize()
    def open(self):
        cache.clear()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.episode, self.producer = make_episode(), make_producer()
        # (comment, words) that a producer, or screening itself, let through.
        self.allowed = set()
        self.texts = self.arrivals = 0
        self.face, self.version = face_of(self.episode), self._version()

    def teardown(self):
        self.the_page_shows_what_is_visible()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # What viewers do

    @rule(target=comments, screening=screenings, has_clip=st.booleans())
    def receive(self, screening, has_clip):
        return self._receive(screening, has_clip)

    @rule(target=comments, to=comments, screening=screenings, has_clip=st.booleans())
    def reply(self, to, screening, has_clip):
        parent = self._row(to)
        if not parent.is_public:
            return multiple()
        place = {"root": parent.root or parent, "parent": parent}
        return self._receive(screening, has_clip, **place)

    @rule(pk=comments, screening=screenings, is_late=st.booleans())
    def edit(self, pk, screening, is_late):
        comment, words = self._row(pk), self._new_words()
        seen = 0 if is_late else comment.edition
        # To a picked comment an edit never comes unread, whatever screening says.
        if not screening.held and not comment.picked_at:
            self.allowed.add((pk, words["body"]))
        with self._deciding(comment):
            comment.edit(words, screening=screening, seen=seen)
            assert not is_late

    @rule(pk=comments)
    def withdraw(self, pk):
        comment = self._row(pk)
        with self._deciding(comment):
            comment.withdraw()
        comment.refresh_from_db()
        assert not any([comment.name, comment.body, comment.email, comment.client])
        assert not comment.revisions.exists()

    @rule(pk=comments)
    def leave_clip_out(self, pk):
        comment = self._row(pk)
        with self._deciding(comment):
            comment.leave_clip_out()
            assert comment.status != Status.WITHDRAWN
            assert not self._row(pk).has_video

    @rule(pks=st.lists(comments, max_size=3))
    def erase(self, pks):
        """Whoever has proved the address takes back all that is claimed by it."""
        viewer = Viewer.objects.create(email="a@example.org")
        # Of those that are left with the address: erasing takes it from all others.
        claimed = list(viewer.unclaimed.filter(pk__in=pks))
        viewer.claim([comment.public_id for comment in claimed])
        viewer.erase()
        for comment in claimed:
            assert self._row(comment.pk).status == Status.WITHDRAWN
        assert not Viewer.objects.exists()

    @rule(pk=comments, visitor=visitors)
    def like(self, pk, visitor):
        comment = self._row(pk)
        with self._deciding(comment):
            comment.like(visitor)
            assert comment.is_public

    @rule(pk=comments, visitor=visitors)
    def unlike(self, pk, visitor):
        comment = self._row(pk)
        with self._deciding(comment):
            comment.unlike(visitor)

    @rule(pk=comments, visitor=visitors, kind=st.sampled_from(Report.Kind.values))
    def report(self, pk, visitor, kind):
        comment = self._row(pk)
        with self._deciding(comment):
            comment.report(visitor, kind)
        assert self._row(pk).status == comment.status

    # What producers do

    @rule(pk=comments, is_late=st.booleans())
    def approve(self, pk, is_late):
        comment = self._row(pk)
        self._decide(comment, comment.approve, is_late)

    @rule(pk=comments)
    def approve_unseen(self, pk):
        comment = self._row(pk)
        words = comment.waiting_words or comment
        self.allowed.add((pk, words.body))
        with self._deciding(comment):
            comment.approve(self.producer)

    @rule(pk=comments, is_late=st.booleans())
    def reject(self, pk, is_late):
        comment = self._row(pk)
        self._decide(comment, comment.reject, is_late)

    @rule(pk=comments, is_late=st.booleans())
    def hide(self, pk, is_late):
        comment = self._row(pk)
        self._decide(comment, comment.hide, is_late)

    @rule(pk=comments, is_late=st.booleans())
    def take_old_down(self, pk, is_late):
        comment = self._row(pk)
        self._decide(comment, comment.take_old_down, is_late)

    @rule(pk=comments, is_late=st.booleans())
    def pick(self, pk, is_late):
        comment = self._row(pk)
        self._decide(comment, comment.pick, is_late)

    @rule(pk=comments, is_late=st.booleans())
    def unpick(self, pk, is_late):
        comment = self._row(pk)
        self._decide(comment, comment.unpick, is_late)

    @rule(pk=comments, only_first=st.booleans())
    def keep(self, pk, only_first):
        comment = self._row(pk)
        reports = list(comment.reports.open())
        seen = reports[:1] if only_first else reports
        with self._deciding(comment):
            comment.keep(self.producer, up_to=seen[-1].pk if seen else 0)
            assert list(comment.reports.open()) == reports[len(seen) :]

    @rule(pk=comments, words=st.sampled_from(["", "In English.", "In short."]))
    def translate(self, pk, words):
        comment = self._row(pk)
        with self._deciding(comment):
            comment.translate(words)

    # What happens by itself, and around it

    @rule(pk=comments, state=st.sampled_from(["ready", "failed"]))
    def prepare_clip(self, pk, state):
        comment = self._row(pk)
        unprepared = Video.objects.filter(comment=pk).exclude(state="ready")
        with self._deciding(comment):
            if unprepared.update(state=state, duration=1):
                comment.settle()

    @rule(state=st.sampled_from(Discussion.State.values))
    def switch(self, state):
        discussion = Discussion.objects.get(episode=self.episode)
        discussion.state = state
        discussion.save()

    @rule()
    def show_new_likes(self):
        Discussion.show_new_likes()
        assert not Discussion.objects.filter(has_new_likes=True).exists()

    @rule()
    def recount(self):
        version = self._version()
        call_command("recount", stdout=(said := StringIO()))
        assert said.getvalue() == "0 mended\n"
        assert self._version() == version

    @rule()
    def the_page_shows_what_is_visible(self):
        response = Client().get(thread_url(self.episode))
        page = text_of(response) if response.status_code == 200 else ""
        assert ids_on_page(page) == ids_to_be_on_page(self.episode)

    # What is true at any moment

    @invariant()
    def everything_is_true(self):
        assert counters(self.episode) == true_counters(self.episode)
        rows = list(self._rows().select_related("video"))
        for comment in rows:
            self._check_standing(comment)
            self._check_place(comment, rows)
        self._check_version()
        arrivals = Discussion.objects.get(episode=self.episode).arrivals
        assert arrivals >= self.arrivals
        self.arrivals = arrivals

    def _check_standing(self, comment):
        """Public is what was approved, in these very words, with its clip ready."""
        is_approved = comment.status == Status.APPROVED
        is_ready = comment.clip is None or comment.clip.is_ready
        assert comment.is_public == (is_approved and is_ready)
        if not is_approved:
            assert comment.waiting is None
            assert comment.picked_at is None
            return
        assert (comment.pk, comment.body) in self.allowed
        decisions = comment.actions.filter(action=Action.APPROVED)
        assert decisions.filter(revision=comment.revision).exists()
        if comment.waiting:
            assert comment.waiting > comment.revision
            assert comment.waiting_words.body != comment.body

    def _check_place(self, comment, rows):
        """A root stands in the thread while it or a reply to it is public."""
        thread = [row for row in rows if comment.pk in (row.pk, row.root_id)]
        is_needed = any(row.is_public for row in thread)
        assert bool(comment.listed_at) == (is_needed and not comment.root_id)

    def _check_version(self):
        """It grows with every public change."""
        face, version = face_of(self.episode), self._version()
        assert version > self.version or (face, version) == (self.face, self.version)
        self.face, self.version = face, version

    def _receive(self, screening, has_clip, **place):
        self.texts += 1
        key, upload = f"key{self.texts}", None
        if has_clip:
            upload = Upload.objects.create(visitor="author", file=key, size=1)
        release = Release(text=ReleaseText.of("You allow the programme …", "en"))
        fields = {"visitor": "author", "key": key, "email": "a@example.org"}
        words = self._new_words()
        comment = Comment.receive(
            release=release,
            screening=screening,
            upload=upload,
            episode=self.episode,
            **(fields | words | place),
        )
        if not screening.held:
            self.allowed.add((comment.pk, words["body"]))
        return comment.pk

    def _decide(self, comment, verb, is_late):
        """Do what a producer does who saw the comment as it is, or as it was."""
        words = comment.waiting_words or comment
        if verb.__name__ == "approve" and not is_late:
            self.allowed.add((comment.pk, words.body))
        with self._deciding(comment):
            verb(self.producer, seen="held-0-0" if is_late else comment.mark)
            assert not is_late

    @contextmanager
    def _deciding(self, comment):
        """A refusal changes nothing; a change of status leaves an audit row."""
        before = self._row(comment.pk)
        noted = before.actions.count()
        try:
            yield
        except REFUSALS:
            assert self._all_of(before) == self._all_of(self._row(before.pk))
            assert before.actions.count() == noted
            return
        after = self._row(before.pk)
        if after.status != before.status:
            assert before.actions.count() > noted
            assert before.actions.last().action in ENDS[after.status]

    def _row(self, pk):
        return Comment.objects.get(pk=pk)

    def _rows(self):
        return Comment.objects.filter(episode=self.episode)

    def _all_of(self, comment):
        return {f.attname: getattr(comment, f.attname) for f in comment._meta.fields}

    def _new_words(self):
        self.texts += 1
        return {"name": "Amal", "place": "", "body": f"Words {self.texts}"}

    def _version(self):
        return EpisodeVersion.objects.get(episode=self.episode).version


def run(**more):
    run_state_machine_as_test(Conversation, settings=settings(QUICK, **more))


def test_any_sequence_of_verbs_leaves_everything_true(db):
    run()


@pytest.mark.long
def test_many_long_sequences_of_verbs_leave_everything_true(db):
    run(max_examples=150, stateful_step_count=80)
