"""The producer's editing room."""

from .episode import EpisodeAdmin
from .people import GuestAdmin, ProgrammeAdmin

__all__ = ["EpisodeAdmin", "GuestAdmin", "ProgrammeAdmin"]
