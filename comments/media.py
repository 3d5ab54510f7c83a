"""Files in storage and the rows that name them, compared both ways.

A file is stored before its row is committed and deleted after, so that a crash leaves
a file too many and never a row without its file. This finds the files too many.
"""

from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.utils import timezone

from episodes.pictures import unreferenced_renditions

from .models import Video

# What viewers and producers send, and what is made of it; renditions have a rule of
# their own.
FOLDERS = ("incoming", "original", "web", "pictures/original")
# A file may be a while older than the row that is going to name it.
GRACE = timedelta(days=1)
VIDEO_FILES = ("original", "clip", "poster")


def sweep_media():
    """Delete what no row names; return the names."""
    names = unnamed_files()
    for name in names:
        default_storage.delete(name)
    return names


def unnamed_files():
    """Names of old files that no row names, and of folders left empty."""
    named = set(named_files())
    before = timezone.now() - GRACE
    found = [
        name
        for folder in FOLDERS
        for name in _within(folder)
        if name not in named and default_storage.get_modified_time(name) < before
    ]
    return [*found, *unreferenced_renditions()]


def missing_files():
    """(row, name) for each file that a row names and storage hasn't got."""
    for name, row in named_files().items():
        if not default_storage.exists(name):
            yield row, name


def named_files():
    """{name of a file: the row that names it, in words}"""
    # Clips last: an upload's file that becomes a clip's meanwhile is found either way.
    columns = [
        *(
            (model, field.name)
            for model in apps.get_models()
            for field in model._meta.fields
            if isinstance(field, FileField)
        ),
        *((Video, field) for field in VIDEO_FILES),
    ]
    return {
        name: f"{model._meta.verbose_name} {pk}"
        for model, field in columns
        for pk, name in model.objects.values_list("pk", field).iterator()
        if name
    }


def _within(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for inner in folders:
        names = list(_within(f"{folder}/{inner}"))
        yield from names or [f"{folder}/{inner}"]
    for file in files:
        yield f"{folder}/{file}"
