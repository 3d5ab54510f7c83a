from django import template

from episodes.rich_text import linkify

from ..consent import limits
from ..forms import CommentForm
from ..news import mark_of
from ..thread import page_of

register = template.Library()


@register.inclusion_tag("comments/_actions.html")
def comment_actions(episode):
    """The two ways to answer, for the accent band."""
    return {"discussion": episode.discussion, "limits": limits()}


@register.inclusion_tag("comments/_section.html")
def comment_section(episode):
    """The prompt, the form and the thread; the same for every reader."""
    if episode.discussion.is_hidden:
        return {"discussion": episode.discussion}
    return {
        "episode": episode,
        "discussion": episode.discussion,
        "form": CommentForm(episode=episode),
        "page": page_of(episode),
    }


@register.filter
def mark(discussion):
    """What a page was made from, for its live check."""
    return mark_of(discussion)


@register.inclusion_tag("comments/_preview.html")
def preview(form):
    """A comment as its form would have it look."""
    given = form.cleaned_data
    return {
        "name": given.get("name", ""),
        "place": given.get("place", ""),
        "words": linkify(given.get("body", "")),
    }


@register.filter
def as_length(seconds):
    """A clip's length as players show it: 1:05."""
    minutes, seconds = divmod(round(seconds or 0), 60)
    return f"{minutes}:{seconds:02}"
