"""Whether this machine's disk may take more."""

import shutil

from django.conf import settings

MB = 2**20


def has_room_for(size):
    """Whether so many bytes leave free what the site itself needs to live."""
    free = shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free
    return free - size >= settings.MIN_FREE_MB * MB
