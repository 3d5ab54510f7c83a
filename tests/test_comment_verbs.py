import pytest
from django.core.management import call_command

from comments.models import Comment, CommentWithdrawn, ModerationAction, Video
from episodes.models import Episode

from .factories import make_comment, make_producer
from .posting import text_of


def count_of(episode):
    return type(episode.discussion).objects.get(episode=episode).comment_count


def version_of(episode):
    return Episode.objects.get(pk=episode.pk).page_version.version


def test_approving_publishes_counts_and_changes_the_page(episode, producer):
    comment = make_comment(episode)
    version = version_of(episode)

    comment.approve(producer)

    comment.refresh_from_db()
    assert comment.is_public
    assert (comment.decided_by, count_of(episode)) == (producer, 1)
    assert version_of(episode) > version


def test_rejecting_what_was_public_takes_it_down(episode, producer):
    comment = make_comment(episode, approved_by=producer)
    version = version_of(episode)

    comment.reject(producer, reason="off topic")

    comment.refresh_from_db()
    assert not comment.is_public
    assert count_of(episode) == 0
    assert version_of(episode) > version
    assert ModerationAction.objects.latest("pk").reason == "off topic"


def test_a_held_comment_changes_nothing_public(episode):
    version = version_of(episode)

    make_comment(episode).reject(make_producer())

    assert version_of(episode) == version
    assert count_of(episode) == 0


def test_deciding_twice_the_same_is_once(episode, producer):
    comment = make_comment(episode, approved_by=producer)

    Comment.objects.get().approve(producer)

    assert comment.actions.count() == count_of(episode) == 1


def test_a_verb_on_an_old_copy_sees_the_rows_own_state(episode, producer):
    comment = make_comment(episode)
    stale = Comment.objects.get()
    comment.approve(producer)

    stale.reject(producer)

    assert count_of(episode) == 0
    assert not Comment.objects.get().is_public


def test_nobody_decides_about_a_withdrawn_comment(episode, producer):
    comment = make_comment(episode)
    stale = Comment.objects.get()
    comment.withdraw()

    with pytest.raises(CommentWithdrawn):
        stale.approve(producer)

    assert count_of(episode) == 0


def test_approval_and_clip_may_come_in_either_order(episode, producer):
    for approved_first in (True, False):
        comment = make_comment(episode)
        video = Video.objects.create(comment=comment)
        steps = [lambda c=comment: c.approve(producer), lambda v=video: get_ready(v)]
        for step in steps if approved_first else reversed(steps):
            assert not Comment.objects.get(pk=comment.pk).is_public
            step()
        assert Comment.objects.get(pk=comment.pk).is_public

    assert count_of(episode) == 2


def test_withdrawing_erases_words_and_person(episode, producer):
    fields = {"place": "Basra", "email": "a@example.org", "translation": "Who?"}
    comment = make_comment(episode, approved_by=producer, **fields)

    comment.withdraw()

    comment.refresh_from_db()
    assert not any((comment.name, comment.place, comment.email, comment.body))
    assert not any((comment.body_html, comment.translation, comment.is_public))


def test_a_tombstone_changes_its_words_on_the_page(client, episode, producer):
    root = make_comment(episode, approved_by=producer)
    make_comment(episode, parent=root, approved_by=producer)
    root.reject(producer)
    assert "Comment removed" in text_of(client.get(episode.get_absolute_url()))

    root.withdraw()

    assert "Comment withdrawn" in text_of(client.get(episode.get_absolute_url()))


def test_a_root_keeps_its_place_when_it_comes_back(episode, producer):
    root = make_comment(episode, approved_by=producer)
    make_comment(episode, parent=root, approved_by=producer)
    place = Comment.objects.get(pk=root.pk).listed_at

    root.reject(producer)
    root.approve(producer)

    assert Comment.objects.get(pk=root.pk).listed_at == place


def test_a_translation_changes_the_page_only_if_it_shows(episode, producer):
    held, public = make_comment(episode), make_comment(episode, approved_by=producer)
    version = version_of(episode)

    held.translate("Who?")
    assert version_of(episode) == version
    public.translate("Who?")
    assert version_of(episode) > version


def test_turning_a_switch_does_not_rewind_the_count(episode, producer):
    read_before = episode.discussion
    make_comment(episode, approved_by=producer)

    read_before.state = "closed"
    read_before.save()

    assert count_of(episode) == 1
    episode.discussion.refresh_from_db()
    assert not episode.discussion.is_open


def test_rerender_remakes_only_what_an_older_renderer_made(episode, producer, capsys):
    old, new = (make_comment(episode, approved_by=producer) for _ in range(2))
    stale = {"body_html": "<p>as it was</p>"}
    Comment.objects.filter(pk=old.pk).update(renderer=0, **stale)
    Comment.objects.filter(pk=new.pk).update(**stale)
    version = version_of(episode)

    call_command("rerender")

    old.refresh_from_db()
    new.refresh_from_db()
    assert old.body_html == f"<p>{old.body}</p>"
    assert new.body_html == "<p>as it was</p>"
    assert version_of(episode) > version
    assert capsys.readouterr().out == "1 remade\n"


def get_ready(video):
    Video.objects.filter(pk=video.pk).update(state=Video.State.READY, duration=1)
    Comment.objects.get(pk=video.comment_id).settle()
