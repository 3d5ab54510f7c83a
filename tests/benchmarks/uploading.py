"""What uploads at once cost the server's memory."""

import tempfile
from pathlib import Path
from threading import Thread

from ..sending import Receiver, Sender, file_of

MB = 2**20
FILE_MB = 32
CHUNK = 2 * MB
CROWDS = (1, 4, 16)


def measure():
    with tempfile.TemporaryDirectory(prefix="stream-uploads-") as folder:
        folder = Path(folder)
        path = file_of(folder / "clip.webm", FILE_MB * MB)
        server = Receiver(
            folder, f"sqlite:///{folder}/db.sqlite3", UPLOAD_SITE_MB="9999"
        )
        server.start()
        try:
            compare(server, path, file_of(folder / "warm.webm", 2 * MB))
        finally:
            server.stop()


def compare(server, path, warm):
    print(f"\nUploads of {FILE_MB} MB at once, MB of memory above an idle server\n")
    # So that every process has imported and compiled what it needs.
    crowd_of(server, warm, 16)
    for senders in CROWDS:
        before = server.memory()
        crowd = crowd_of(server, path, senders)
        highest = max(sender.highest for sender in crowd)
        print(f"{f'{senders} at once':34}{(highest - before) / MB:10.1f}")


def crowd_of(server, path, senders):
    """Let so many visitors send it at once; returns them when all are through."""
    crowd = [Sender(server, server.introduce(), path) for _ in range(senders)]
    threads = [Thread(target=send, args=(sender,)) for sender in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd


def send(sender):
    sender.end(sender.send(CHUNK))
