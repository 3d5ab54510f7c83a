from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..pictures import rendition_url


def preview(row):
    """The smallest public size of the row's picture, or in words why there is none."""
    if not row.picture:
        return _("No picture")
    if not row.has_renditions:
        return _("Its sizes for the page are being made.")
    smallest = row.renditions[0]
    return format_html(
        '<img class="preview" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        rendition_url(smallest),
        row.picture_alt,
        smallest["width"],
        smallest["height"],
    )
