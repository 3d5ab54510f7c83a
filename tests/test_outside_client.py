"""The npm package tus-js-client sends us its files, and is never wrong about them."""

import pytest

from .sending import OutsideClient, ends_of, file_of, sha256

pytestmark = [pytest.mark.long, pytest.mark.own_database]

MB = 2**20
# Longer than any lease, or than a server takes to start.
INSIST = [300] * 600


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    return OutsideClient(tmp_path_factory.mktemp("outside"))


@pytest.fixture
def job(server, tmp_path):
    path = file_of(tmp_path / "clip.webm", 24 * MB)
    return {
        "endpoint": server.uploads,
        "path": str(path),
        "headers": server.introduce(),
    }


def check(server, job, ends):
    for end in ends:
        assert server.digest_of(end["url"]) == sha256(job["path"]), end
    assert not [*server.temporary.iterdir()]


@pytest.mark.parametrize(
    "how",
    [{}, {"chunkSize": 5 * MB}, {"duringCreation": True, "chunkSize": 5 * MB}],
    ids=["one request", "chunks", "with the creation"],
)
def test_a_file_arrives(outside, server, job, how):
    ends = outside.send(**job, **how)

    check(server, job, ends)


@pytest.mark.parametrize("how", [{}, {"chunkSize": 5 * MB}], ids=["one", "chunks"])
def test_a_sender_who_breaks_off_goes_on(outside, server, job, how):
    ends = outside.send(
        **job, **how, abort=True, interruptAt=12 * MB, retryDelays=INSIST
    )

    check(server, job, ends)


def test_of_two_who_send_the_same_at_once_one_wins(outside, server, job):
    begun = server.begin(job["headers"], 24 * MB)

    ends = outside.send(**job, uploadUrl=begun, senders=2, chunkSize=8 * MB)

    [loser] = [end for end in ends if "status" in end]
    assert loser["status"] in {409, 423}
    assert loser["said"]
    check(server, job, [end for end in ends if "url" in end])


def test_what_is_no_video_is_refused_in_words(outside, server, job, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(b"<html>" * MB)

    [end] = outside.send(**job | {"path": str(page)})

    assert end["status"] == 415
    assert "isn't a video" in end["said"]


def test_another_visitors_upload_is_not_found(outside, server, job):
    begun = server.begin(server.introduce(), 24 * MB)

    # Whose address is gone begins anew elsewhere, if there is an elsewhere.
    [end] = outside.send(**job | {"endpoint": None}, uploadUrl=begun)

    assert "url" not in end
    assert server.digest_of(begun) == sha256("/dev/null")


@pytest.mark.parametrize("how", [{}, {"chunkSize": 5 * MB}], ids=["one", "chunks"])
def test_a_server_killed_in_the_middle_is_gone_on_with(outside, server, job, how):
    sender = outside.start(
        **job,
        **how,
        kill=server.process.pid,
        interruptAt=12 * MB,
        retryDelays=INSIST,
    )
    server.process.wait()
    server.start()

    ends = ends_of(sender)

    for end in ends:
        assert server.digest_of(end["url"]) == sha256(job["path"]), end
