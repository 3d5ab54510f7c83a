"""The site's own settings, with a bare view beside its addresses."""

from stream_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.bare"
