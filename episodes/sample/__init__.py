"""One episode in the project's own words, to show a new site at its best."""

from .load import load_sample

__all__ = ["load_sample"]
