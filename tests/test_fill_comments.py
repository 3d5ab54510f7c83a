import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Avg, Count, F
from django.db.models.functions import Length

from comments.models import Comment, Like, Video

from .factories import make_episode
from .posting import text_of, thread_url


def fill(episode, **options):
    call_command("fill_comments", episode.slug, **options)


def test_it_writes_so_many_approved_comments_in_threads(client, episode, capsys):
    fill(episode, count=400)

    comments = Comment.objects.all()
    assert capsys.readouterr().out.splitlines()[-1] == "400"
    assert comments.visible().count() == comments.count() == 400
    episode.discussion.refresh_from_db()
    assert episode.discussion.comment_count == 400
    roots = comments.filter(root=None).count()
    assert 120 <= roots <= 150
    assert 190 < comments.aggregate(long=Avg(Length("body")))["long"] < 215
    assert "400 comments" in text_of(client.get(thread_url(episode)))


def test_the_same_seed_writes_the_same_words(episode, db):
    other, third = make_episode(), make_episode()
    fill(episode, count=50, seed=7)
    fill(other, count=50, seed=7)
    fill(third, count=50, seed=8)

    first, second, another = (
        list(e.comments.order_by("pk").values_list("name", "body"))
        for e in (episode, other, third)
    )
    assert first == second != another


def test_a_second_filling_adds_to_the_first(episode):
    fill(episode, count=10)
    fill(episode, count=5)

    episode.discussion.refresh_from_db()
    assert Comment.objects.count() == episode.discussion.comment_count == 15


def test_it_counts_right_over_several_batches(episode, monkeypatch):
    monkeypatch.setattr("comments.filling.COMMENTS_A_BATCH", 7)

    fill(episode, count=40, videos=2)

    episode.discussion.refresh_from_db()
    assert Comment.objects.count() == episode.discussion.comment_count == 40
    assert Video.objects.count() == Comment.objects.filter(has_video=True).count() == 2


def test_every_counter_is_what_a_recount_finds(episode):
    fill(episode, count=120)

    likes, replies = Count("likes", distinct=True), Count("thread", distinct=True)
    counted = Comment.objects.annotate(likes_there=likes, replies_there=replies)
    wrong = counted.exclude(like_count=F("likes_there"), reply_count=F("replies_there"))
    episode.discussion.refresh_from_db()
    assert not wrong
    assert Like.objects.count() > 30
    assert episode.discussion.recount() == 0
    assert episode.discussion.arrivals == episode.discussion.comment_count == 120


def test_some_have_a_clip_of_their_own(episode):
    fill(episode, count=12, videos=2)

    first, second = Video.objects.all()
    assert first.is_ready
    assert first.clip != second.clip
    assert default_storage.exists(first.clip)
    assert default_storage.exists(second.poster)


@pytest.mark.parametrize(
    "options",
    [{"slug": "nowhere", "count": 1}, {"count": -1}, {"count": 1, "videos": -1}],
)
def test_what_cannot_be_filled_is_said(episode, options):
    slug = options.pop("slug", episode.slug)

    with pytest.raises(CommandError, match="no episode with the slug|negative"):
        call_command("fill_comments", slug, **options)
    assert not Comment.objects.exists()
