from django.core.files.storage import default_storage
from django.db import transaction


def delete_once_committed(names):
    """Delete files whose rows go with this transaction: after it, never before."""
    names = list(names)

    def delete():
        for name in names:
            default_storage.delete(name)

    # What can't be deleted now is found by `sweep_media`, no reason to fail here.
    transaction.on_commit(delete, robust=True)
