import io
import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from episodes.importing import DoesNotFit, NoHeadline, NoProgramme, import_running_order
from episodes.models import Episode, Guest, Panelist, Programme, RelatedLink
from episodes.running_order import read

from .factories import make_episode, make_guest, make_programme
from .running_orders import HTML, PAGE

pytestmark = pytest.mark.django_db

DATED = PAGE.replace(
    "The river left",
    "On Thursday, September 21, 2023 at 19:30 GMT:\n\nThe river left",
    1,
)
KEYS = [
    "programme", "headline", "standfirst", "airs_at", "body", "panel", "links", "prompt",
    "unplaced", "remarks",
]  # fmt: skip


def taken(text, **options):
    return import_running_order(read(text, today=date(2023, 9, 18)), **options)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def run(file, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_episode", str(file), *options, stdout=out, stderr=err)
    return SimpleNamespace(out=out.getvalue(), err=err.getvalue())


# Importing


def test_a_page_becomes_a_draft_with_its_panel_and_links():
    done = taken(DATED)

    episode = Episode.objects.get()
    assert done.episode == episode
    assert done.created
    assert done.differences == []
    assert episode.status == Episode.Status.DRAFT
    assert episode.programme.name == "The Stream"
    assert episode.programme.slug == "the-stream"
    assert episode.headline == "Who decides when the river comes back?"
    assert episode.slug == "who-decides-when-the-river-comes-back"
    assert episode.body.startswith("<p>The river left the market")
    assert episode.body.count("<p>") == 4
    assert episode.airs_at == datetime(2023, 9, 21, 19, 30, tzinfo=UTC)
    assert episode.prompt == "What do you think?"
    assert list(
        episode.panel.values_list("guest__name", "handle", "role", "confirmed")
    ) == [
        ("Nadia Amari Holt", "", "", False),
        ("Tomas Berg", "@tomasberg", "Hydrologist and adviser", False),
    ]
    assert list(episode.links.values_list("source", flat=True)) == [
        "Valley Post",
        "Al Jazeera",
    ]


def test_links_of_a_pasted_body_are_kept_and_sanitised():
    body = taken(HTML).episode.body

    assert '<a href="https://example.org/shops">first shops</a>' in body
    assert "<br>They never came." in body
    assert "<script" not in body


def test_publishing_publishes_and_confirms_the_panel():
    episode = taken(PAGE, publish=True).episode

    assert Episode.objects.published().get() == episode
    assert episode.panel.public().count() == 2


def test_a_known_guest_keeps_one_row():
    make_guest(name="tomas  BERG")

    taken(PAGE)

    assert Guest.objects.count() == 2
    assert Panelist.objects.filter(guest__name="tomas  BERG").exists()


def test_the_same_page_twice_is_one_episode():
    first = taken(PAGE)
    second = taken(PAGE.replace("Who decides when", "WHO decides  when"))

    assert second.episode == first.episode
    assert not second.created
    assert [d.field for d in second.differences] == ["headline"]
    assert taken(PAGE).differences == []
    assert Episode.objects.count() == 1
    assert Panelist.objects.count() == RelatedLink.objects.count() == 2


def test_the_same_html_twice_differs_in_nothing():
    taken(HTML)

    assert taken(HTML).differences == []


def test_a_second_import_says_what_differs_and_changes_nothing():
    before = taken(DATED).episode
    other = (
        DATED.replace("and money", "and mud")
        .replace("walls, money", "walls, mud")
        .replace("mud, and the first shops", "mud, and the last shops")
        .replace("@tomasberg", "@tomas")
        .replace("Nadia Amari Holt", "Lena Vos")
        .replace("Al Jazeera", "Hill Times")
    )

    differences = taken(other).differences

    assert [
        (d.field, d.stored, d.pasted) for d in differences if d.field == "panel"
    ] == [
        ("panel", "Nadia Amari Holt", ""),
        (
            "panel",
            "Tomas Berg, @tomasberg, Hydrologist and adviser",
            "Tomas Berg, @tomas, Hydrologist and adviser",
        ),
        ("panel", "", "Lena Vos"),
    ]
    assert [d.field for d in differences if d.field != "panel"] == [
        "standfirst",
        "text, paragraph 1",
        "read more",
    ]
    assert Episode.objects.get().body == before.body
    assert not Guest.objects.filter(name="Lena Vos").exists()


def test_a_link_that_the_stored_text_lacks_is_a_difference():
    plain = HTML.replace(
        '<a href="https://example.org/walls">new walls</a>', "new walls"
    )
    taken(plain)

    (difference,) = taken(HTML).differences

    assert difference.field == "text, paragraph 2"
    assert "https://example.org/walls" in difference.pasted


def test_another_broadcast_time_is_another_episode():
    taken(DATED)

    assert taken(DATED.replace("September 21", "September 28")).created
    assert not taken(DATED).created
    assert not taken(PAGE).created
    assert Episode.objects.count() == 2


def test_a_time_for_an_undated_episode_is_a_difference():
    taken(PAGE)

    done = taken(DATED)

    assert not done.created
    assert [(d.field, d.stored, d.pasted) for d in done.differences] == [
        ("on air at", "", "21 September 2023, 19:30 GMT")
    ]


def test_a_time_or_prompt_that_was_not_pasted_is_no_difference():
    taken(DATED)
    page, _prompt = PAGE.split("What do you think?")

    assert taken(page).differences == []


def test_another_programmes_headline_is_another_episode():
    make_episode(
        programme=make_programme("Inside Line"),
        headline="Who decides when the river comes back?",
    )

    assert taken(PAGE).created


def test_publishing_again_publishes_what_is_the_same_and_leaves_what_differs():
    taken(PAGE)
    differing = PAGE.replace("@tomasberg", "@tomas")

    assert taken(differing, publish=True).episode.status == Episode.Status.DRAFT
    assert taken(PAGE, publish=True).episode.status == Episode.Status.PUBLISHED


def test_a_page_without_a_programme_is_the_only_programmes():
    text = "Who decides?\n\nA town argues over its walls."
    with pytest.raises(NoProgramme):
        taken(text)
    programme = make_programme("Inside Line")

    assert taken(text).episode.programme == programme


def test_a_programme_whose_address_is_taken_gets_another():
    make_programme("Another", slug="the-stream")

    assert taken(PAGE).episode.programme.slug == "the-stream-2"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Walls or meadows", "Walls or meadows " * 20, "too long for “title”"),
        ("Valley Post", "Valley Post https://not..valid/", "not a web address"),
        ("What do you think?", f"What {'do ' * 70}you think?", "too long for “prompt”"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(old, new, said):
    with pytest.raises(DoesNotFit, match=said):
        taken(PAGE.replace(old, new))

    assert not Programme.objects.exists()
    assert not Guest.objects.exists()


def test_a_page_without_a_headline_is_refused():
    with pytest.raises(NoHeadline):
        taken("The river left the market under mud. " * 20)


# The command


def test_the_command_says_what_it_took_for_what(page):
    said = run(page)

    episode = Episode.objects.get()
    assert "Headline      Who decides when the river comes back?" in said.out
    assert "Tomas Berg  ·  @tomasberg  ·  Hydrologist and adviser" in said.out
    assert "“Wednesday” comes without a date" in said.out
    assert "“budgetshand-to-hand” looks run together" in said.out
    assert "Draft: Who decides" in said.out
    assert f"http://localhost/admin/episodes/episode/{episode.pk}/change/" in said.out
    assert said.err == ""


def test_the_command_names_what_it_could_not_place(page):
    page.write_text(PAGE + "\n\nValley Media, all rights reserved", encoding="utf-8")

    assert "Not placed    Valley Media, all rights reserved" in run(page).out


def test_a_dry_run_saves_nothing(page):
    said = run(page, "--dry-run")

    assert "Nothing was saved. It would be a new draft." in said.out
    assert not Episode.objects.exists()
    assert not Programme.objects.exists()


def test_the_command_says_what_differs(page):
    run(page)
    page.write_text(PAGE.replace("@tomasberg", "@tomas"), encoding="utf-8")

    said = run(page)

    assert "This episode is there already (Draft)" in said.out
    assert "1 thing differs" in said.out
    assert "@tomas, Hydrologist" in said.out
    assert Episode.objects.count() == 1


def test_json_is_all_that_stands_on_stdout(page):
    said = run(page, "--json")

    read_back = json.loads(said.out)
    assert list(read_back) == KEYS
    assert len(read_back["body"]) == 4
    assert read_back["airs_at"] is None
    assert list(read_back["panel"][0]) == ["name", "handle", "role"]
    assert list(read_back["links"][0]) == ["title", "source", "url"]
    assert Episode.objects.count() == 1
    assert "Draft" in said.err


def test_the_command_publishes(page):
    run(page, "--publish")

    assert Episode.objects.published().count() == 1


def test_the_command_reads_standard_input(monkeypatch):
    stdin = SimpleNamespace(buffer=io.BytesIO(PAGE.encode("utf-16")))
    monkeypatch.setattr("sys.stdin", stdin)

    assert "Draft" in run("-").out


def test_html_is_known_by_its_content(page):
    page.write_text(HTML, encoding="utf-8")

    run(page)

    assert Episode.objects.get().links.get(source="Valley Post").url == (
        "https://example.org/losses"
    )


def test_a_declared_encoding_is_believed(page):
    html = HTML.replace("<head>", "<head><meta charset=windows-1252>")
    page.write_bytes(html.replace("Tomas", "Zoë").encode("windows-1252"))

    run(page)

    assert Guest.objects.filter(name="Zoë Berg").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no words"),
        (b"\xef\xbb\xbf \n", "no words"),
        (b"Caf\xe9 and more", "not text in UTF-8"),
        (b"\xff\xfeA", "not text in UTF-8"),
        (b"<meta charset=nonsense>\xe9", "not text in UTF-8"),
        (b"word " * 30_000, "too long"),
        (b"x" * (8 * 2**20 + 1), "too large"),
        (b"The river left the market under mud. " * 20, "no headline"),
    ],
)
def test_a_file_that_cannot_be_taken_gets_one_sentence(page, content, said):
    page.write_bytes(content)

    with pytest.raises(CommandError, match=said):
        run(page)

    assert not Episode.objects.exists()


def test_a_missing_file_and_a_folder_get_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "nowhere.txt")
    with pytest.raises(CommandError, match="is a folder"):
        run(tmp_path)
    with pytest.raises(CommandError, match="can't be read"):
        run("nul\0byte")
