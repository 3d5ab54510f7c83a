"""Whatever stands in the database: no page makes an element or attribute of it.

Each page is compared with the same page of the same rows holding plain words.
"""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from comments.models.report import Report
from episodes.models import Episode, Guest, Panelist, Programme, RelatedLink
from episodes.rich_text import CONTROL

from .corpora import A_FEW, ATTACKS, HARMLESS
from .factories import (
    make_comment,
    make_episode,
    make_guest,
    make_link,
    make_panelist,
    make_programme,
)
from .posting import send
from .trees import check_same_shape, parse, text_of

# Templates ask nothing of the database's kind.
pytestmark = pytest.mark.once
PLAIN = "plain"


def twenties(texts):
    """As many as stand on one page."""
    return [texts[start : start + 20] for start in range(0, len(texts), 20)]


def storable(texts):
    """No form lets control characters through, and PostgreSQL stores no NUL."""
    return [text for text in (CONTROL.sub("", text) for text in texts) if text]


ABOUT_TWENTY = pytest.mark.parametrize(
    "texts",
    [
        *twenties(storable(text for text in ATTACKS if text in A_FEW)),
        *(
            pytest.param(texts, marks=pytest.mark.long)
            for texts in twenties(storable(t for t in ATTACKS if t not in A_FEW))
        ),
    ],
    ids=lambda texts: ascii(texts[0][:30]),
)


def line(text, most=80):
    return " ".join(text.split())[:most]


def make_discussion(producer, texts):
    """Roots in words, name, place and translation, and answers to the last of them."""
    episode = make_episode()
    for text in texts:
        fields = {"name": line(text), "place": line(text), "body": text}
        root = make_comment(episode, producer, translation=text, **fields)
    for text in texts[:4]:
        fields = {"name": line(text), "place": line(text), "body": text}
        reply = make_comment(episode, producer, parent=root, **fields)
        root.report(f"{reply.pk:032}", Report.Kind.OTHER, details=text)
    return make_comment(episode, producer, parent=reply, **fields)


def make_page(text):
    """An episode of a programme of its own, everything on it being `text`."""
    programme = make_programme(line(text), tagline=line(text))
    episode = make_episode(
        programme=programme,
        headline=line(text, 200),
        standfirst=text,
        prompt=line(text, 120),
        body=text,
        notice_kind=Episode.Notice.CORRECTION,
        notice_text=line(text, 600),
        notice_at=timezone.now(),
    )
    guest = make_guest(name=line(text))
    make_panelist(episode, guest, handle=line(text, 60), role=line(text))
    make_link(episode, title=line(text), source=line(text))
    return episode


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def check_pages(client, addresses):
    """Compare pages with themselves once their rows hold plain words."""
    theirs = [shown(client, address) for address in addresses]
    make_everything_plain()
    for html, address in zip(theirs, addresses, strict=True):
        check_same_shape(html, shown(client, address))


def make_everything_plain():
    Programme.objects.update(tagline=PLAIN)
    Episode.objects.update(headline=PLAIN, standfirst=PLAIN, prompt=PLAIN, body=PLAIN)
    Episode.objects.exclude(notice_text="").update(notice_text=PLAIN)
    Guest.objects.update(name=PLAIN)
    Panelist.objects.update(handle=PLAIN, role=PLAIN)
    RelatedLink.objects.update(title=PLAIN, source=PLAIN)
    Comment.objects.update(name=PLAIN, place=PLAIN, body=PLAIN, body_html=PLAIN)
    Report.objects.update(details=PLAIN)
    cache.clear()


def public_pages(comment):
    thread = reverse("comments:thread", args=[comment.episode.slug])
    return [
        comment.episode.get_absolute_url(),
        thread,
        f"{thread}?sort=oldest",
        comment.get_absolute_url(),
    ]


def queue_pages(comment):
    queue = reverse("admin:comments_comment_changelist")
    change = reverse("admin:comments_comment_change", args=[comment.root_id])
    return [f"{queue}?episode={comment.episode_id}", change]


@ABOUT_TWENTY
def test_the_pages_of_a_discussion_hold_elements_of_ours_alone(client, producer, texts):
    check_pages(client, public_pages(make_discussion(producer, texts)))


@ABOUT_TWENTY
def test_the_pages_for_one_reader_hold_elements_of_ours_alone(client, producer, texts):
    episode = make_discussion(producer, texts).episode
    send(client, episode)
    visitor = Comment.objects.latest("pk").visitor
    for text in texts:
        fields = {"name": line(text), "place": line(text), "body": text}
        make_comment(episode, visitor=visitor, **fields).reject(producer, reason=text)
    about = Comment.objects.visible()[:5]

    check_pages(
        client,
        [
            reverse("comments:mine", args=[episode.slug]),
            *(own_page(name, comment) for name in ABOUT_ONE for comment in about),
        ],
    )


ABOUT_ONE = ("like", "report_comment")


def own_page(name, comment):
    given = [comment.episode.slug, comment.public_id]
    return reverse(f"comments:{name}", args=given)


@ABOUT_TWENTY
def test_the_pages_of_the_queue_hold_elements_of_ours_alone(
    producer_client, producer, texts
):
    check_pages(producer_client, queue_pages(make_discussion(producer, texts)))


@ABOUT_TWENTY
def test_what_producers_write_makes_no_elements_but_theirs(producer_client, texts):
    episodes = [make_page(text) for text in texts[::3]]
    guest = episodes[0].panel.get().guest

    check_pages(
        producer_client,
        [
            reverse("episodes:home"),
            reverse("episodes:list"),
            *(episode.get_absolute_url() for episode in episodes),
            guest.get_absolute_url(),
            reverse("admin:episodes_episode_change", args=[episodes[0].pk]),
            reverse("admin:episodes_guest_changelist"),
        ],
    )


SEARCHED = [
    *["episodes_episode", "episodes_guest", "comments_comment", "comments_viewer"],
    *["comments_sanction", "comments_addressban", "comments_problemreport"],
]


def test_what_is_searched_for_is_shown_as_words(producer_client):
    for model in SEARCHED:
        address = reverse(f"admin:{model}_changelist")
        plain = shown(producer_client, f"{address}?q=nobody")
        for text in ATTACKS[::25]:
            response = producer_client.get(address, {"q": text})
            if response.status_code == 200:
                check_same_shape(response.content.decode(), plain)
            else:
                assert response.status_code in (302, 400)


@pytest.mark.parametrize("texts", twenties(HARMLESS), ids=lambda texts: texts[0])
def test_harmless_words_reach_the_readers_eye_unchanged(
    client, episode, producer, texts
):
    comments = [
        make_comment(episode, producer, body=text, name=line(text), place=line(text))
        for text in texts
    ]

    for page in map(parse, (shown(client, a) for a in public_pages(comments[0])[:-1])):
        for comment in comments:
            check_reads_as_written(page, comment)
    for comment in comments[::4]:
        check_reads_as_written(parse(shown(client, public_pages(comment)[-1])), comment)


def check_reads_as_written(page, comment):
    article = page.css_first(f"#comment-{comment.public_id}")
    assert text_of(article.css_first(".comment__words")) == comment.body
    names = [bdi.text(strip=True) for bdi in article.css("header bdi")]
    assert names == [" ".join(comment.name.split())] * 2
