import pytest
from django.core import signing
from django.test import Client

from comments.models import Comment, Viewer
from comments.models.notice import SALT

from .factories import make_comment
from .mails import links_in, run_tasks
from .posting import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def viewer():
    return Viewer.objects.create(email="amal@example.org")


@pytest.fixture
def thread(episode, viewer, producer):
    """Two comments of one author in one thread, and the link in a mail about it."""
    own = {"viewer": viewer, "notices": True}
    root = make_comment(episode, approved_by=producer)
    first = make_comment(episode, parent=root, approved_by=producer, **own)
    make_comment(episode, parent=first, **own)
    [message] = run_tasks()
    return links_in(message)[-1]


@pytest.fixture
def elsewhere(episode, viewer):
    return make_comment(episode, viewer=viewer, notices=True)


def wanted():
    return set(Comment.objects.filter(notices=True))


def test_one_click_needs_neither_cookie_nor_token(thread, elsewhere):
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        thread, ONE_CLICK, headers={"Origin": "https://mail.example"}
    )

    assert response.status_code == 200
    assert wanted() == {elsewhere}


def test_opening_the_link_changes_nothing(client, thread, elsewhere):
    before = wanted()

    page = text_of(client.get(thread))

    assert wanted() == before
    assert page.count("<button") == 2
    assert "csrf" not in page


def test_the_page_ends_it_for_that_conversation(client, thread, elsewhere):
    page = text_of(client.post(thread, {"this": "1"}))

    assert "no more mails about this conversation" in page
    assert wanted() == {elsewhere}


def test_the_page_ends_all_of_it(client, thread, elsewhere):
    page = text_of(client.post(thread, {"all": "1"}))

    assert "any of your comments" in page
    assert wanted() == set()


def test_twice_is_answered_alike(client, thread):
    for _ in range(2):
        assert client.post(thread, ONE_CLICK).status_code == 200


def test_others_in_the_thread_go_on(client, thread, episode):
    root = Comment.objects.filter(root=None).first()
    basim = Viewer.objects.create(email="basim@example.org")
    other = make_comment(episode, parent=root, viewer=basim, notices=True)

    client.post(thread, {"all": "1"})

    assert wanted() == {other}


def test_it_works_after_everything_was_erased(client, thread, viewer):
    viewer.erase()

    assert client.post(thread, ONE_CLICK).status_code == 200


@pytest.mark.parametrize("token", ["x", "1:2:3", "é", "%00"])
def test_a_forged_link_leads_nowhere(client, thread, token):
    before = wanted()

    for method in (client.get, client.post):
        assert method(f"/me/no-mails/{token}/").status_code == 404

    assert wanted() == before


def test_a_link_of_another_purpose_leads_nowhere(client):
    token = signing.dumps([1, 1], salt=f"{SALT}.other")

    assert client.post(f"/me/no-mails/{token}/").status_code == 404


def test_nothing_of_it_is_kept_by_caches(client, thread):
    assert "no-store" in client.get(thread)["Cache-Control"]
