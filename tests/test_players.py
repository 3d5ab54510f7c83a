import pytest

from episodes.players import embed_for, profile_url

YOUTUBE = "https://www.youtube-nocookie.com/embed/abcdefghi-_"
YOUTUBE += "?autoplay=1&rel=0&enablejsapi=1"
VIMEO = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghi-_", YOUTUBE),
        ("https://youtube.com/watch?t=9&v=abcdefghi-_&list=x", YOUTUBE),
        ("https://m.youtube.com/watch?v=abcdefghi-_", YOUTUBE),
        ("https://youtu.be/abcdefghi-_?t=9", YOUTUBE),
        ("https://www.youtube.com/live/abcdefghi-_", YOUTUBE),
        ("https://www.youtube.com/embed/abcdefghi-_", YOUTUBE),
        ("https://vimeo.com/76979871", VIMEO),
        ("https://player.vimeo.com/video/76979871", VIMEO),
        ("https://vimeo.com/76979871/0123abc", f"{VIMEO}&h=0123abc"),
        ("https://player.vimeo.com/video/76979871?h=0123abc", f"{VIMEO}&h=0123abc"),
    ],
)
def test_a_known_host_plays_in_its_careful_player(address, player):
    assert embed_for(address).url == player


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.org/watch?v=abcdefghi-_",
        "https://youtube.com.example.org/watch?v=abcdefghi-_",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/watch?v=short",
        'https://www.youtube.com/watch?v="><script',
        "https://youtu.be/",
        "https://vimeo.com/channels/staff",
        'https://vimeo.com/1"onload="x',
        "https://[broken",
    ],
)
def test_any_other_address_stays_a_link(address):
    assert embed_for(address) is None


@pytest.mark.parametrize(
    ("handle", "address"),
    [
        ("@Hiwaosman", "https://x.com/Hiwaosman"),
        ("@amina@Mastodon.social", "https://mastodon.social/@amina"),
        ("Hiwaosman", ""),
        ("@", ""),
        ("@a/../b", ""),
        ("@much_longer_than_fifteen", ""),
    ],
)
def test_a_handle_leads_to_where_it_was_broadcast_from(handle, address):
    assert profile_url(handle) == address
