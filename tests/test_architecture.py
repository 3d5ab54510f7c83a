"""The rules of the house, read from its source."""

import ast
import re
from collections import namedtuple
from functools import cache

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = settings.BASE_DIR
APPS = ("comments", "episodes", "stream_site")
# Modules, or packages.
PLAIN_ROOMS = (
    "comments/folding",
    "comments/likeness",
    "comments/measuring",
    "comments/rewording",
    "comments/screening",
    "comments/transcoding",
    "comments/words",
    "episodes/rich_text",
    "episodes/running_order",
)
ONLY_SANITISER = ROOT / "episodes" / "rich_text.py"

Import = namedtuple("Import", "module name")


def sources(*apps):
    found = [path for app in apps for path in sorted((ROOT / app).rglob("*.py"))]
    assert found
    return found


def templates():
    found = sorted((ROOT / "templates").rglob("*.html"))
    assert found
    return found


@cache
def tree(path):
    return ast.parse(path.read_text(), path)


def imports(path):
    """What a file imports, absolute, wherever in the file it does so."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield from (Import(module, alias.name) for alias in node.names)


def test_an_import_is_found_however_it_is_written():
    inside_a_function = imports(ROOT / "comments" / "apps.py")

    assert Import("comments", "receivers") in inside_a_function
    assert Import("django.urls", "path") in imports(ROOT / "stream_site" / "urls.py")


@pytest.mark.parametrize(
    ("app", "forbidden"),
    [("episodes", {"comments", "stream_site"}), ("comments", {"stream_site"})],
)
def test_imports_have_one_direction(app, forbidden):
    wrong = {
        (str(path.relative_to(ROOT)), module)
        for path in sources(app)
        for module, _name in imports(path)
        if module.split(".")[0] in forbidden
    }

    assert not wrong


@pytest.mark.parametrize("room", PLAIN_ROOMS)
def test_a_plain_room_takes_values_and_gives_values(room):
    paths = [*(ROOT / room).rglob("*.py"), *ROOT.glob(f"{room}.py")]
    assert paths
    known = {f"{imp.module}.{imp.name}" for path in paths for imp in imports(path)}
    arguments = {
        node.arg
        for path in paths
        for node in ast.walk(tree(path))
        if isinstance(node, ast.arg)
    }
    wrong = re.compile(
        r"django\.(conf|http|shortcuts|urls|views|forms|db|contrib|template\b)"
        r"|.*\.(models|views|forms|settings)\b"
    )

    assert not {name for name in known if wrong.match(name)}
    assert "request" not in arguments


def test_the_map_of_comments_names_every_module_and_none_that_is_gone():
    page = (ROOT / "docs" / "development.md").read_text()
    of_comments = page.split("Inside `comments/`")[1].split("\n\nThe page")[0]
    named = set(re.findall(r"`([a-z_]+)/?`", of_comments)) - {"comments"}
    room = ROOT / "comments"
    rooms = {path.stem for path in room.glob("[a-z]*.py")} | {
        "admin",
        "forms",
        "models",
    }
    inner = {path.stem for path in room.glob("*/[a-z]*.py")}

    assert rooms <= named
    assert named <= rooms | inner


def test_one_module_alone_marks_text_as_safe():
    marks = re.compile(r"\b(mark_safe|SafeString|SafeText|format_html_join)\b|\|safe")
    marked = {path for path in sources(*APPS) if marks.search(path.read_text())}

    assert marked == {ONLY_SANITISER}


def test_no_template_trusts_text():
    trusting = re.compile(r"\|\s*(safe|safeseq)\b|autoescape\s+off")

    assert not [path for path in templates() if trusting.search(path.read_text())]


def test_no_template_carries_script_or_style():
    inline = re.compile(
        r"<style\b"
        r"|<script\b(?![^>]*\bsrc=)"
        r"|<[^>]*\s(style|on[a-z]+)\s*="
        r"|javascript:",
        re.I,
    )
    wrong = {
        (str(path.relative_to(ROOT)), found.group())
        for path in templates()
        if (found := inline.search(path.read_text()))
    }

    assert not wrong


@pytest.mark.parametrize("template", templates(), ids=lambda path: path.name)
def test_every_word_in_a_template_can_be_translated(template):
    source = template.read_text()
    for out_of_sight in (
        r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}",
        r"{%\s*comment.*?{%\s*endcomment\s*%}",
        r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|&\w+;",
    ):
        source = re.sub(out_of_sight, "", source, flags=re.S)
    spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"]*)"', source)
    words = re.sub(r"<[^>]*>", "", source)

    assert not re.findall(r"[^\W\d_]{2,}", " ".join([words, *spoken]))


def own_views(patterns=None):
    """The site's views, but for those inside the admin, which wraps them itself."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.app_name != "admin":
            yield from own_views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


@pytest.mark.parametrize("method", ["TRACE", "BREW"])
def test_every_view_declares_its_methods(rf, method):
    views = set(own_views())
    assert views

    for view in views:
        # Refused before the view looks at anything else: no argument is needed.
        assert view(rf.generic(method, "/")).status_code == 405, view
