"""A comment's own page in the editing room."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from comments.models import ModerationAction

from .admin_forms import filled_in
from .factories import make_comment
from .moderating import (
    QUEUE,
    Status,
    allow,
    assert_status,
    change_url,
    reworded,
    version_of,
)


@pytest.fixture
def comment(episode):
    return make_comment(
        episode, name="Dilan", place="Basra", body="Where is the water?"
    )


def test_words_are_read_and_never_changed_by_producers(producer_client, comment):
    url = change_url(comment)
    form = filled_in(producer_client.get(url), "comment_form")
    assert "translation" in form
    assert not {"name", "place", "body", "email", "status"} & set(form)

    changes = {"body": "Other words", "name": "Other", "status": "approved"}
    response = producer_client.post(url, form | changes)

    assert response.status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.name) == ("Where is the water?", "Dilan")
    assert comment.status == Status.HELD


def test_a_translation_is_saved_and_labelled(producer_client, producer, comment):
    comment.approve(producer)
    before = version_of(comment.episode)
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    producer_client.post(change_url(comment), form | {"translation": "Where is it?"})

    comment.refresh_from_db()
    assert comment.translation == "Where is it?"
    assert version_of(comment.episode) > before
    page = producer_client.get(reverse(QUEUE)).text
    assert "The programme's translation" in page
    assert "Where is it?" in page


def test_a_translation_can_be_saved_with_the_decision(producer_client, comment):
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    response = producer_client.post(
        change_url(comment), form | {"translation": "Where is it?", "_approve": "1"}
    )

    assert_status(comment, Status.APPROVED)
    assert comment.translation == "Where is it?"
    assert response.url == reverse(QUEUE)
    assert LogEntry.objects.get().object_id == str(comment.pk)


@pytest.mark.parametrize("words", ["a\x00b", "x" * 6001])
def test_a_translation_that_cannot_be_kept_is_refused(producer_client, comment, words):
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    response = producer_client.post(change_url(comment), form | {"translation": words})

    assert response.status_code == 200
    assert "Please correct the error" in response.text
    comment.refresh_from_db()
    assert comment.translation == ""


def test_the_details_tell_what_was_allowed_and_done(producer_client, producer, comment):
    allow(comment, on_air=True, adult=True)
    comment.approve(producer)

    page = producer_client.get(change_url(comment)).text

    for words in ("You allow the programme …", "Approved", producer.username):
        assert words in page


def test_a_withdrawn_comment_takes_no_translation(producer_client, comment):
    comment.withdraw()
    url = change_url(comment)

    form = filled_in(producer_client.get(url), "comment_form")
    producer_client.post(url, form | {"translation": "Where is it?"})

    assert "translation" not in form
    comment.refresh_from_db()
    assert comment.translation == ""


def test_a_translation_of_words_that_changed_is_given_back(
    producer_client, producer, comment
):
    comment.approve(producer)
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")
    reworded(comment, held=False)

    response = producer_client.post(
        change_url(comment), form | {"translation": "Where is it?"}
    )

    assert response.status_code == 409
    assert "Where is it?" in response.text
    comment.refresh_from_db()
    assert comment.translation == ""


@pytest.mark.parametrize("button", ["_save", "_approve", "_reject"])
def test_a_form_that_does_not_say_what_was_read_changes_nothing(
    producer_client, comment, button
):
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")
    del form["seen"]

    response = producer_client.post(
        change_url(comment), form | {"translation": "Where is it?", button: "1"}
    )

    assert response.status_code == 409
    assert "Where is it?" in response.text
    comment.refresh_from_db()
    assert (comment.status, comment.translation) == (Status.HELD, "")
    assert not LogEntry.objects.exists()


def test_an_edit_is_approved_along_with_its_translation(
    producer_client, producer, comment
):
    comment.approve(producer)
    reworded(comment)
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    producer_client.post(
        change_url(comment), form | {"translation": "In English.", "_approve": "1"}
    )

    comment.refresh_from_db()
    assert (comment.body, comment.translation) == ("Other words.", "In English.")


def test_the_details_show_every_revision_and_report(producer_client, producer, comment):
    comment.approve(producer)
    reworded(comment, "A first edit.")
    comment.reject(producer, reason="Off topic, sadly.")
    reworded(comment, "A second edit.")
    comment.report("reader", "false", "I never said that.")

    page = producer_client.get(change_url(comment)).text

    for words in (
        *("A first edit.", "A second edit.", "Rejected, ", "Waits for a decision"),
        *("Stands now", "Off topic, sadly.", "It is false about me"),
        *("I never said that.", "Moderation of this discussion: nothing"),
    ):
        assert words in page


def test_nothing_of_the_log_is_changed_or_deleted_from_the_admin(
    producer_client, producer, comment
):
    comment.approve(producer)
    reworded(comment)
    comment.report("reader", "spam")
    logged = list(ModerationAction.objects.values())
    url = change_url(comment)
    form = filled_in(producer_client.get(url), "comment_form")
    rows = {
        f"{related}-0-{name}": value
        for related in ("actions", "revisions", "reports", "release")
        for name, value in [("DELETE", "on"), ("id", "1"), ("reason", "?")]
    }
    for related in ("actions", "revisions", "reports", "release"):
        rows |= {f"{related}-TOTAL_FORMS": "1", f"{related}-INITIAL_FORMS": "1"}

    producer_client.post(url, form | rows | {"_save": "1"})
    deleting = reverse("admin:comments_comment_delete", args=[comment.pk])

    assert producer_client.post(deleting, {"post": "yes"}).status_code == 403
    assert list(ModerationAction.objects.values()) == logged
    assert (comment.revisions.count(), comment.reports.count()) == (2, 1)


def test_no_cascade_that_a_producer_can_begin_takes_the_log(
    producer_client, producer, comment
):
    comment.approve(producer)

    for model, row in [("programme", comment.episode.programme)]:
        url = reverse(f"admin:episodes_{model}_delete", args=[row.pk])
        assert producer_client.post(url, {"post": "yes"}).status_code == 403
    for name in ("auth.user", "comments.viewer", "comments.discussion"):
        assert not producer.has_perm(f"{name.replace('.', '.delete_')}")

    assert ModerationAction.objects.count() == 1
