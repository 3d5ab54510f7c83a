"""Editorial pictures: originals stay private, the page shows renditions."""

import io
import secrets
from datetime import timedelta
from functools import partial

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from . import tasks

# Widths in pixels; the page picks by `srcset`.
WIDTHS = (320, 640, 1280)
FORMATS = ("JPEG", "PNG", "WEBP")
TYPES = {"webp": "image/webp"}
MOST_MEGABYTES = 20
MOST_MEGAPIXELS = 50
PUBLIC = "pictures/public"
# A page from before the change may still ask for the pictures it names.
UNREFERENCED_FOR = timedelta(days=1)


def original_path(instance, filename):
    """The uploader's file name is a label and names nothing on disk."""
    return f"pictures/original/{secrets.token_urlsafe(16)}"


def validate_picture(picture):
    """Refuse in words what the worker could not turn into renditions."""
    if getattr(picture, "_committed", False):
        return  # stored earlier, and looked at then
    if picture.size > MOST_MEGABYTES * 1024 * 1024:
        raise ValidationError(
            _("This picture is larger than %(most)d MB. Please save it smaller."),
            code="picture_too_large",
            params={"most": MOST_MEGABYTES},
        )
    picture.open()
    width, height = _size(picture)
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise ValidationError(
            _("This picture has more than %(most)d megapixels. Please scale it down."),
            code="too_many_pixels",
            params={"most": MOST_MEGAPIXELS},
        )
    picture.seek(0)
    _decode(picture)
    picture.seek(0)


class Pictured(models.Model):
    """A row with one picture: an original, its words, and its public renditions.

    `renditions` is a list of {"key": str, "ext": "webp", "width": px, "height": px},
    narrowest first, written by `make_renditions`.
    """

    picture = models.ImageField(
        _("picture"), blank=True, upload_to=original_path, validators=[validate_picture]
    )
    picture_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What is to be seen, for those who can't see it."),
    )
    picture_credit = models.CharField(_("credit"), max_length=200, blank=True)
    renditions = models.JSONField(default=list, editable=False)
    # The original that they were made from.
    renditions_of = models.CharField(
        max_length=100, blank=True, default="", editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_picture_has_alt_and_credit",
                condition=Q(picture="") | ~Q(picture_alt="") & ~Q(picture_credit=""),
                violation_error_message=_(
                    "A picture needs its alternative text and its credit."
                ),
            )
        ]

    def save(self, *, update_fields=None, **kwargs):
        if update_fields is None or "picture" in update_fields:
            self._drop_stale_renditions()
        if update_fields is not None and "picture" in update_fields:
            update_fields = {*update_fields, "renditions", "renditions_of"}
        super().save(update_fields=update_fields, **kwargs)
        if self.picture and not self.renditions:
            order = partial(
                tasks.make_renditions.enqueue, self._meta.model_name, self.pk
            )
            transaction.on_commit(order)

    @property
    def has_renditions(self):
        return bool(self.renditions)

    @property
    def widest(self):
        """The largest rendition with its address."""
        return self.renditions[-1] | {"url": rendition_url(self.renditions[-1])}

    @property
    def srcset(self):
        return ", ".join(f"{rendition_url(r)} {r['width']}w" for r in self.renditions)

    def make_renditions(self):
        """Write the public sizes of the original, without its metadata, and note them.

        The old ones stay on disk until `sweep_media` finds that no row names them:
        pages out there still ask for them.
        """
        if not self.picture or self.renditions_of == self.picture.name:
            return
        with self.picture.open("rb") as file:
            upright = _upright(file)
        made = [_store(upright, width) for width in _widths(upright)]
        # Not by save(): a producer may have changed the row meanwhile.
        row = type(self).objects.filter(pk=self.pk, picture=self.picture.name)
        row.update(renditions=made, renditions_of=self.picture.name)
        self.refresh_from_db(fields=["renditions", "renditions_of"])

    def _drop_stale_renditions(self):
        if self.renditions_of != self.picture.name:
            self.renditions, self.renditions_of = [], ""


def rendition_path(key, ext):
    return f"{PUBLIC}/{key}.{ext}"


def rendition_url(rendition):
    return reverse("episodes:picture", args=[rendition["key"], rendition["ext"]])


def unreferenced_renditions():
    """Names in storage of renditions that no row has named for a day."""
    named = {
        f"{rendition['key']}.{rendition['ext']}"
        for model in apps.get_models()
        if issubclass(model, Pictured)
        for renditions in model.objects.values_list("renditions", flat=True)
        for rendition in renditions
    }
    return _unnamed(PUBLIC, named)


def _unnamed(folder, named):
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    before = timezone.now() - UNREFERENCED_FOR
    for file in files:
        path = f"{folder}/{file}"
        if file not in named and default_storage.get_modified_time(path) < before:
            yield path


def _size(file):
    """Width and height as the file declares them; nothing is decoded yet."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            return picture.size
    except Exception as error:
        raise _unreadable() from error


def _decode(file):
    """Read the whole picture once: a file may stop halfway."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
            picture.load()
    except Exception as error:
        raise _unreadable() from error


def _unreadable():
    return ValidationError(
        _("We couldn't read this picture. Please send a whole JPEG, PNG or WebP file."),
        code="unreadable_picture",
    )


def _upright(file):
    """The picture as it is meant to be seen: turned by its tag, opaque, RGB."""
    with Image.open(file, formats=FORMATS) as original:
        picture = ImageOps.exif_transpose(original)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert(
        "RGB"
    )


def _widths(image):
    """The widths to make: never larger than the original, but at least one."""
    return [w for w in WIDTHS if w < image.width] or [min(WIDTHS[0], image.width)]


def _store(image, width):
    height = max(1, round(image.height * width / image.width))
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=80)
    key = secrets.token_urlsafe(16)
    default_storage.save(rendition_path(key, "webp"), ContentFile(buffer.getvalue()))
    return {"key": key, "ext": "webp", "width": width, "height": height}
