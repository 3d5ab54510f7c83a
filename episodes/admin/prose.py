"""The rich text editor: what it offers, and what it needs of the policy."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

from ..rich_text import sanitise

# Exactly the tags that `rich_text` lets through.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "NoSpellCheck": False,
}
# The one stylesheet that the editor writes into the page; it never varies.
STYLESHEET_HASH = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


def prose_field(**kwargs):
    return ProseEditorFormField(
        config={"extensions": EXTENSIONS},
        sanitize=sanitise,
        widget=AdminProseEditorWidget,
        **kwargs,
    )


class ProseAdmin:
    """For a ModelAdmin with a prose field: its scripts under the strict policy."""

    @method_decorator(csp_update({"style-src": [STYLESHEET_HASH]}))
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        # The import map stands inline.
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)
