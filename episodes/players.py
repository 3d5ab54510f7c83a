"""What other sites' addresses mean: players to embed, and people's handles."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
VIMEO_PATH = re.compile(r"/(?:video/)?(\d{1,12})(?:/([0-9a-f]{1,20}))?/?")
YOUTUBE_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com"}
YOUTUBE_HOSTS |= {"www.youtube-nocookie.com"}
X_HANDLE = re.compile(r"@(\w{1,15})", re.ASCII)
FEDIVERSE_HANDLE = re.compile(r"@([\w.-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.I)


@dataclass(frozen=True)
class Embed:
    """A player of another site, to be loaded once a reader has asked for it."""

    host: str
    url: str


def embed_for(address):
    """The privacy-minded player of a YouTube or Vimeo `address`; None for others."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if video := _youtube_id(host, parts):
        return Embed(
            "YouTube",
            # With its API on, it can be told to pause.
            f"https://www.youtube-nocookie.com/embed/{video}"
            "?autoplay=1&rel=0&enablejsapi=1",
        )
    if host in {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}:
        return _vimeo(parts)
    return None


def profile_url(handle):
    """Where a handle as broadcast leads: X, or the server that it names; or ""."""
    if found := X_HANDLE.fullmatch(handle):
        return f"https://x.com/{found[1]}"
    if found := FEDIVERSE_HANDLE.fullmatch(handle):
        return f"https://{found[2].lower()}/@{found[1]}"
    return ""


def _youtube_id(host, parts):
    if host == "youtu.be":
        video = parts.path.strip("/")
    elif host in YOUTUBE_HOSTS and parts.path == "/watch":
        video = parse_qs(parts.query).get("v", [""])[0]
    elif host in YOUTUBE_HOSTS:
        kind, _, video = parts.path.strip("/").partition("/")
        video = video if kind in {"embed", "live", "shorts"} else ""
    else:
        video = ""
    return video if YOUTUBE_ID.fullmatch(video) else None


def _vimeo(parts):
    if not (found := VIMEO_PATH.fullmatch(parts.path)):
        return None
    # An unlisted video's key stands in the path, or in the player's query.
    key = found[2] or parse_qs(parts.query).get("h", [""])[0]
    secret = f"&h={key}" if key.isalnum() and key.isascii() else ""
    url = f"https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1{secret}"
    return Embed("Vimeo", url)
