"""The editing room in a real browser, under the strict policy."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(producer):
    """The sample episode, open for editing."""
    producer.goto("/admin/episodes/episode/")
    producer.get_by_role("link", name="Can Iraq choose its own way?").click()
    producer.get_by_label("Headline").wait_for()
    return producer


def test_the_panel_is_ordered_by_keyboard(editor):
    before = public_panel(editor)
    assert len(before) > 1
    assert panel(editor) == before

    editor.get_by_role("button", name=f"Move {before[0]} down").focus()
    editor.keyboard.press("Enter")
    save_and_stay(editor)
    after = [before[1], before[0], *before[2:]]

    assert panel(editor) == after
    assert public_panel(editor) == after


def test_text_is_written_in_the_editor_and_read_on_the_page(editor):
    body = editor.get_by_role("textbox", name="Body")
    body.click()
    editor.keyboard.press("Control+End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("Written this evening.")
    save_and_stay(editor)

    editor.get_by_role("link", name="View on site").click()
    expect(editor.get_by_text("Written this evening.")).to_be_visible()


def panel(editor):
    """The guests' names, in the order of their rows."""
    rows = editor.locator("[id^=panel-]:not(.empty-form) select option:checked")
    return [text.strip() for text in rows.all_text_contents()]


def public_panel(editor):
    """The names as a reader sees them; every seat of the sample is confirmed."""
    editor.get_by_role("link", name="View on site").click()
    editor.wait_for_url("**/episodes/*/", wait_until="load")
    names = editor.locator(".panel .person__name").all_inner_texts()
    editor.go_back()
    return names


def save_and_stay(editor):
    editor.get_by_role("button", name="Save and continue editing").click()
    expect(editor.locator(".messagelist .success")).to_be_visible()
    editor.wait_for_load_state()
