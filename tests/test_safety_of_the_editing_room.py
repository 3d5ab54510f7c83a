"""Whatever producers type or paste: stored, or refused in words, and words it stays."""

from itertools import cycle, islice

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import (
    AddressBan,
    ModerationAction,
    ProblemReport,
    Sanction,
    Viewer,
    WordList,
)
from episodes.models import Episode

from .admin_forms import filled_in
from .factories import make_comment, make_link, make_panelist
from .hostile import A_FEW_AT_LEAST, post, running_order
from .moderating import decision, seen
from .trees import check_elements_are_ours, check_words, skeleton

# The fields that take words, by the form's model.
FORMS = {
    "programme": ["name", "tagline"],
    "episode": [
        *["headline", "standfirst", "prompt", "body", "notice_text"],
        *["panel-0-handle", "panel-0-role", "links-0-title", "links-0-source"],
        *["picture_alt", "picture_credit"],
    ],
    "guest": ["name", "picture_alt", "picture_credit"],
    "comment": ["translation"],
    "discussion": ["state", "mode", "closes_at_0", "closes_at_1"],
    "problemreport": ["note"],
    "wordlist": ["banned", "suspect"],
}
REFUSED = "\x00"


@pytest.fixture
def rows(episode, producer):
    panelist = make_panelist(episode)
    make_link(episode)
    return {
        "programme": episode.programme,
        "episode": episode,
        "guest": panelist.guest,
        "comment": make_comment(episode, producer, client="an address"),
        "discussion": episode.discussion,
        "problemreport": ProblemReport.objects.create(kind="threat", about="A page"),
        "wordlist": WordList.objects.create(programme=episode.programme),
    }


def admin_url(row, view, *args):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{view}", args=args)


def fill_in(client, address, form_id, **words):
    """Send a form with `words` in it; return the answer."""
    form = filled_in(client.get(address), form_id)
    response = post(client, address, **(form | words))
    assert response.status_code in (200, 302), response.content.decode()
    return response


def kinds(*responses):
    """What elements with which attributes they hold besides those in words."""
    pages = [response.content.decode() for response in responses]
    for page in pages:
        check_words(page)
    return {kind for page in pages for kind in skeleton(page)}


def dealt(texts, names):
    """The texts, a field each, in as few forms as hold them all."""
    for start in range(0, len(texts), len(names)):
        yield dict(zip(names, islice(cycle(texts), start, None), strict=False))


def public_pages(episode):
    client = Client()
    yield client.get(episode.get_absolute_url())
    yield client.get(episode.panel.get().guest.get_absolute_url())
    yield client.get(reverse("comments:thread", args=[episode.slug]))


@pytest.mark.parametrize("model", FORMS)
@A_FEW_AT_LEAST
def test_what_is_typed_into_a_form_stays_words(producer_client, rows, model, texts):
    address = admin_url(rows[model], "change", rows[model].pk)
    form_id, names = f"{model}_form", FORMS[model]
    ours = set()
    for words in ("plain", REFUSED):
        answer = fill_in(
            producer_client, address, form_id, **dict.fromkeys(names, words)
        )
        ours |= kinds(answer, producer_client.get(address))

    for words in dealt(texts[:: 6 if len(names) < 3 else 2], names):
        answer = fill_in(producer_client, address, form_id, **words)
        assert kinds(answer, producer_client.get(address)) <= ours

    episode = Episode.objects.get()
    for page in public_pages(episode):
        check_elements_are_ours(page.content.decode())


def sanction(_rows):
    viewer = Viewer.objects.create(email="amal@example.org")
    return Sanction, f"?viewer={viewer.pk}", {"kind": "suspension"}


def ban_of_an_address(rows):
    return AddressBan, f"?comment={rows['comment'].pk}", {}


@pytest.mark.parametrize("imposed", [sanction, ban_of_an_address])
@A_FEW_AT_LEAST
def test_the_reason_of_a_sanction_stays_words(producer_client, rows, imposed, texts):
    model, query, fields = imposed(rows)
    listed, add = admin_url(model, "changelist"), admin_url(model, "add") + query
    form_id = f"{model._meta.model_name}_form"
    ours = set()
    for text in ("plain", REFUSED, *texts[::6]):
        answer = fill_in(producer_client, add, form_id, reason=text, **fields)
        pages = [answer, producer_client.get(listed)]
        if last := model.objects.last():
            pages.append(producer_client.get(admin_url(model, "change", last.pk)))
        if text in ("plain", REFUSED):
            ours |= kinds(*pages)
        assert kinds(*pages) <= ours
    assert model.objects.count() > 1


@A_FEW_AT_LEAST
def test_the_reason_of_a_rejection_stays_words(producer_client, episode, texts):
    for text in texts[::6]:
        comment = make_comment(episode)
        fields = {"why": text, f"why-{comment.pk}": text} | seen(comment)
        answer = post(producer_client, decision("reject", comment), **fields)

        assert answer.status_code < 500
        for page in (comment, episode.discussion):
            shown = producer_client.get(admin_url(page, "change", page.pk))
            check_words(shown.content.decode())
    assert ModerationAction.objects.filter(action="rejected").exclude(reason="")


@A_FEW_AT_LEAST
def test_what_is_pasted_stays_words(producer_client, texts):
    address = reverse("admin:episodes_episode_paste")
    for number, text in enumerate(texts[::4]):
        order = running_order(number, text)
        for fields in ({"text": order}, {"html": order, "text": ""}, {"text": text}):
            answer = post(producer_client, address, step="read", **fields)

            assert answer.status_code in (200, 400)
            html = answer.content.decode()
            assert REFUSED not in html
            assert not [kind for kind in skeleton(html) if is_strange(kind)], html


def is_strange(kind):
    tag, *names = kind
    return tag in {"iframe", "object", "embed", "math", "x", "style"} or any(
        name.startswith("on") or name in {"srcdoc", "style"} for name in names
    )
