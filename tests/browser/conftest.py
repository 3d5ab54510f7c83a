"""A site started as its owner starts it, and a browser that notices what goes wrong."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from ..site import Site
from .conversation import open_sample

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000  # milliseconds: the machine may be busy
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def launch():
    """Start a Chromium, with arguments of one's own."""
    path = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), ""
    )
    if not path:
        pytest.skip("no Chromium on the PATH, nor one named in CHROMIUM")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:

        def launch_one(*arguments):
            return playwright.chromium.launch(
                executable_path=path, args=[*ARGUMENTS, *root, *arguments]
            )

        yield launch_one


@pytest.fixture(scope="package")
def chromium(launch):
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def site(chromium, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def open_browser(chromium, site):
    """Open a fresh browser each time: no cookie, nothing cached.

    The test fails if anything in it broke, was blocked by the policy, or asked a
    third party.
    """
    troubles, contexts = [], []

    def watch(message):
        if message.type == "error":
            troubles.append(message.text)

    def check_address(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != site.netloc:
            troubles.append(f"asked a third party: {request.url}")

    def open_one(browser=chromium, **options):
        context = browser.new_context(base_url=site.url, **options)
        context.set_default_timeout(PATIENCE)
        context.on("console", watch)
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        context.on("request", check_address)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def viewer(open_browser):
    return open_browser()


@pytest.fixture
def unwatched(chromium, site):
    """A page of a browser in which something is meant to go wrong."""
    context = chromium.new_context(base_url=site.url)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def episode(viewer):
    """The address of the sample's page, which the viewer has open."""
    return open_sample(viewer)


@pytest.fixture(scope="package")
def signed_in(chromium, site):
    """What a producer's browser keeps once they have signed in."""
    context = chromium.new_context(base_url=site.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(site.producer)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def producer(open_browser, signed_in):
    """A page of a producer's browser, who has signed in."""
    return open_browser(storage_state=signed_in)
