"""Everything about a viewer, to be taken along."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import (
    Comment,
    ProblemReport,
    Sanction,
    Upload,
    Video,
)
from comments.words import Screening, Verdict

from .factories import make_comment, make_episode
from .mails import sign_in
from .posting import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
EMAIL = "amal@example.org"
URL = "/me/"
HELD = Screening(Verdict.HOLD, "everything is read first", [["mode", "held"]])


@pytest.fixture
def viewer(client):
    return sign_in(client, EMAIL)


def test_everything_comes_as_json(client, viewer, producer):
    episode = make_episode()
    answered = make_comment(episode, approved_by=producer, body="Somebody else's.")
    reply = {"parent": answered.public_id, "place": "Basra", "on_air": "on"}
    send(client, episode, email=EMAIL, **reply)
    comment = Comment.objects.get(parent=answered)
    comment.approve(producer)
    comment.edit(
        {"name": "Amal", "place": "", "body": "Neue Wörter. كلمات"},
        screening=HELD,
        seen=comment.edition,
    )
    Video.objects.create(comment=comment)
    make_comment(episode, visitor=comment.visitor, body="Without an address.")
    make_comment(episode, visitor=comment.visitor, body="Gone.").withdraw()
    make_comment(episode, email=EMAIL, body="Whose?")
    liked = make_comment(episode, approved_by=producer)
    liked.like(comment.visitor)
    liked.report(comment.visitor, "spam", "An advert.")
    Upload.announce(comment.visitor, 1000, "My clip.mp4")
    ProblemReport.objects.create(kind="other", about="A", details="B", email=EMAIL)
    until = timezone.now() + timedelta(days=2)
    Sanction(viewer=viewer, kind="ban", reason="Rude.", until=until).impose(producer)

    response = client.get(URL + "data.json")

    assert response["Content-Type"] == "application/json"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "كلمات" in response.content.decode()
    data = response.json()
    assert data["email"] == EMAIL
    [stored] = data["comments"]
    assert stored["body"] == "Who decided about the pumps?"
    assert stored["place"] == "Basra"
    assert stored["answers"] == str(answered.public_id)
    assert answered.body not in response.content.decode()
    assert stored["status"] == "approved"
    assert [version["body"] for version in stored["versions"]][-1].startswith("Neue")
    assert stored["allowed"]["on_air"]
    assert stored["allowed"]["text"]
    assert stored["video"]["state"] == "queued"
    assert "approved" in [entry["action"] for entry in stored["history"]]
    assert producer.username not in response.content.decode()
    [unclaimed] = data["sent_with_this_address_not_confirmed"]
    assert unclaimed["body"] == "Whose?"
    assert data["sanctions"][0]["reason"] == "Rude."
    assert data["problem_reports"][0]["details"] == "B"
    [unnamed] = data["this_browser"]["comments_nobody_has_claimed"]
    assert unnamed["body"] == "Without an address."
    [like], [report] = data["this_browser"]["likes"], data["this_browser"]["reports"]
    assert like["comment__public_id"] == str(liked.public_id)
    assert report["details"] == "An advert."
    [upload] = data["this_browser"]["uploads_without_comment"]
    assert (upload["label"], upload["offset"]) == ("My clip.mp4", 0)


def test_a_browser_without_a_number_did_nothing(client, viewer):
    assert client.get(URL + "data.json").json()["this_browser"] is None
