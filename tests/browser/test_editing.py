"""The editing room in a real browser, under the strict policy."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(producer):
    """The sample episode, open for editing."""
    producer.goto("/admin/episodes/episode/")
    producer.locator("#result_list th a").first.click()
    producer.get_by_label("Headline").wait_for()
    return producer


def test_the_panel_is_ordered_by_keyboard(editor):
    before = panel(editor)
    assert len(before) > 1

    down = editor.get_by_role("button", name=re.compile("down", re.I)).first
    down.focus()
    editor.keyboard.press("Enter")
    editor.keyboard.press("Enter")
    save_and_stay(editor)
    expected = (
        before[1:2] + before[:1] if len(before) == 2 else before[1:3] + before[:1]
    )

    assert panel(editor)[: len(expected)] == expected
    editor.get_by_role("link", name="View on site").click()
    names = editor.locator(".panel .person__name").all_inner_texts()
    assert names == [name for name in expected if name in names]


def test_text_is_written_in_the_editor_and_read_on_the_page(editor):
    body = editor.locator(".ProseMirror").first
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
    return [text.strip() for text in rows.all_inner_texts()]


def save_and_stay(editor):
    editor.get_by_role("button", name="Save and continue editing").click()
    expect(editor.locator(".messagelist .success")).to_be_visible()
