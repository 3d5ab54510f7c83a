import shutil

from django.core.files.storage import default_storage
from django.db import transaction

from ..disk import MB


def copy_to_disk(name, path):
    """Copy a stored file to a path of this machine."""
    with default_storage.open(name) as source, open(path, "wb") as out:
        shutil.copyfileobj(source, out, MB)


def delete_once_committed(names):
    """Delete files whose rows go with this transaction: after it, never before."""
    names = list(names)

    def delete():
        for name in names:
            default_storage.delete(name)

    # What can't be deleted now is found by `sweep_media`, no reason to fail here.
    transaction.on_commit(delete, robust=True)
