"""A sender of uploads in pieces: what the tests of tus share."""

import base64
import hashlib

from django.urls import reverse

from comments.models import Upload

from .posting import fetch_token

UPLOADS = reverse("comments:uploads")
VERSION = {"HTTP_TUS_RESUMABLE": "1.0.0"}
BYTES = "application/offset+octet-stream"


def introduce(client, episode):
    """Let the client be a visitor, as the page's script does; returns the token."""
    return fetch_token(client, episode)["csrf"]


def create(client, size, data=None, **headers):
    sent = VERSION | {"HTTP_UPLOAD_LENGTH": str(size)} | headers
    if data is None:
        return client.post(UPLOADS, **sent)
    return client.post(UPLOADS, data, content_type=BYTES, **sent)


def begin(client, size):
    """The address of a new upload."""
    response = create(client, size)
    assert response.status_code == 201, response.content
    return response["Location"]


def patch(client, address, offset, data, content_type=BYTES, **headers):
    # The test client says neither of a body without bytes.
    said = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(data))}
    sent = VERSION | said | {"HTTP_UPLOAD_OFFSET": str(offset)} | headers
    return client.patch(address, data, content_type=content_type, **sent)


def offset_of(client, address):
    """How much has come, or the status if that can't be said."""
    response = client.head(address, **VERSION)
    return int(response.get("Upload-Offset", response.status_code))


def send_whole(client, path, chunk=2**20):
    """Send a file in chunks; returns the upload."""
    data = path.read_bytes()
    address = begin(client, len(data))
    for offset in range(0, len(data), chunk):
        response = patch(client, address, offset, data[offset : offset + chunk])
        assert response.status_code == 204, response.content
    return Upload.objects.get(public_id=address.rpartition("/")[2])


def checksum(data, algorithm="sha1"):
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


def contents(upload):
    with upload.file.open() as file:
        return file.read()
