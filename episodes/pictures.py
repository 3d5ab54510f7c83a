"""Editorial pictures: originals stay private, the page shows renditions."""

import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

# Widths in pixels; the page picks by `srcset`.
WIDTHS = (320, 640, 1280)


def original_path(instance, filename):
    """The uploader's file name is a label and names nothing on disk."""
    return f"pictures/original/{secrets.token_urlsafe(16)}"


class Pictured(models.Model):
    """A row with one picture: an original, its words, and its public renditions.

    `renditions` is a list of {"key": str, "ext": "webp", "width": px, "height": px},
    narrowest first, written by `make_renditions`.
    """

    picture = models.ImageField(_("picture"), blank=True, upload_to=original_path)
    picture_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What is to be seen, for those who can't see it."),
    )
    picture_credit = models.CharField(_("credit"), max_length=200, blank=True)
    renditions = models.JSONField(default=list, editable=False)

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

    @property
    def has_renditions(self):
        return bool(self.renditions)

    def make_renditions(self):
        """Write the public sizes of the original, without its metadata, and note them.

        The old ones stay on disk until `sweep_media` finds that no row names them:
        pages out there still ask for them.
        """
        made = []
        if self.picture:
            with self.picture.open("rb") as file, Image.open(file) as original:
                upright = ImageOps.exif_transpose(original).convert("RGB")
            made = [_store(upright, width) for width in _widths(upright)]
        self.renditions = made
        self.save(update_fields=["renditions"])


def rendition_path(key, ext):
    return f"pictures/public/{key}.{ext}"


def rendition_url(rendition):
    return reverse("episodes:picture", args=[rendition["key"], rendition["ext"]])


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
