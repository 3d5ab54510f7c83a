"""A small S3 that keeps the rule of the real one: only what is signed is sent.

It signs each address again with the same secret, as S3 does, and refuses what comes
out differently or too late; it answers in parts, and as the address says it should.
"""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from comments.ranges import range_of

NAME, KEY, SECRET, REGION = "clips", "AKIDTESTS", "a secret of the tests", "eu-test-1"
SAID_BY_ADDRESS = {
    "response-content-type": "Content-Type",
    "response-content-disposition": "Content-Disposition",
    "response-cache-control": "Cache-Control",
}


class Bucket(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: value for name, (value,) in parse_qs(parts.query).items()}
        file = self.server.files / parts.path.removeprefix(f"/{NAME}/")
        if not (file.is_file() and (self._is_the_sites() or self._is_signed(query))):
            return self._send(403, {})
        data = file.read_bytes()
        headers = {h: query[p] for p, h in SAID_BY_ADDRESS.items() if p in query}
        headers["Last-Modified"] = "Wed, 08 Jan 2025 19:30:00 GMT"
        part = range_of(self.headers.get("Range", ""), len(data))
        if part is None:
            return self._send(200, headers, data)
        start, stop = part[0], sum(part)
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
        return self._send(206, headers, data[start:stop])

    do_HEAD = do_GET

    def log_message(self, *arguments):
        """Keep the tests' output to the tests."""

    def _is_the_sites(self):
        """What the site asks for itself is signed in a header; taken as it is."""
        return f"Credential={KEY}/" in self.headers.get("Authorization", "")

    def _is_signed(self, query):
        if "X-Amz-Signature" not in query:
            return False
        made = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
        lives = timedelta(seconds=int(query["X-Amz-Expires"]))
        if made.replace(tzinfo=UTC) + lives < self.server.now():
            return False
        return self._signature(query["X-Amz-Date"]) == query["X-Amz-Signature"]

    def _signature(self, date):
        host = self.headers["Host"]
        unsigned = re.sub(r"&X-Amz-Signature=\w+", "", self.path)
        request = AWSRequest(self.command, f"http://{host}{unsigned}", {"host": host})
        request.context["timestamp"] = date
        auth = S3SigV4QueryAuth(Credentials(KEY, SECRET), "s3", REGION)
        return auth.signature(
            auth.string_to_sign(request, auth.canonical_request(request)), request
        )

    def _send(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@contextlib.contextmanager
def bucket(files):
    """Serves the files of a folder; `now` is its clock, `options` lead to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.files, server.now = files, lambda: datetime.now(UTC)
    server.options = {
        "bucket_name": NAME,
        "endpoint_url": f"http://127.0.0.1:{server.server_port}",
        "addressing_style": "path",
        "signature_version": "s3v4",
        "region_name": REGION,
        "access_key": KEY,
        "secret_key": SECRET,
    }
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
