"""Problem reports in the editing room."""

from django.contrib.admin.models import LogEntry
from django.urls import reverse

from comments.models import ProblemReport

from .admin_forms import filled_in
from .moderating import change_url


def make_report(**fields):
    defaults = {
        "kind": "threat",
        "about": "A comment",
        "details": "It names my street.",
    }
    return ProblemReport.objects.create(**(defaults | fields))


def test_open_reports_come_first_and_oldest_first(producer_client, producer):
    rows = [make_report(about=name) for name in ("handled", "first", "second")]
    rows[0].handle(producer)

    url = reverse("admin:comments_problemreport_changelist")
    listed = producer_client.get(url).context["cl"].result_list

    assert [report.about for report in listed] == ["first", "second", "handled"]
    opened = producer_client.get(f"{url}?handled=no").context["cl"].result_list
    assert len(opened) == 2


def test_a_report_is_marked_as_handled_with_a_note(producer_client, producer):
    report = make_report()
    url = change_url(report)
    form = filled_in(producer_client.get(url), "problemreport_form")
    assert set(form) == {"note"}

    producer_client.post(url, {"note": "Rang back.", "_handle": "1", "details": "?"})

    report.refresh_from_db()
    assert report.handled_by == producer
    assert report.handled_at is not None
    assert report.note == "Rang back."
    assert report.details == "It names my street."
    assert "mark as handled" not in producer_client.get(url).text


def test_a_note_alone_handles_nothing(producer_client):
    report = make_report()

    producer_client.post(change_url(report), {"note": "Will ring.", "_save": "1"})

    report.refresh_from_db()
    assert report.note == "Will ring."
    assert report.handled_at is None


def test_what_is_reported_is_never_markup(producer_client):
    evil = "<script>alert(1)</script>"
    report = make_report(about=evil, details=evil)

    page = producer_client.get(change_url(report)).text
    assert "&lt;script&gt;alert(1)" in page
    assert evil not in page


def test_a_superuser_deletes_a_report_whose_sender_asks_for_that(
    producer_client, admin_client
):
    report = make_report()
    deleting = reverse("admin:comments_problemreport_delete", args=[report.pk])
    assert deleting not in producer_client.get(change_url(report)).text
    assert producer_client.post(deleting, {"post": "yes"}).status_code == 403
    assert ProblemReport.objects.exists()

    assert deleting in admin_client.get(change_url(report)).text
    admin_client.post(deleting, {"post": "yes"})

    assert not ProblemReport.objects.exists()
    entry = LogEntry.objects.get()
    assert entry.object_repr == f"problem report {report.pk}"
