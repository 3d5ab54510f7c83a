"""The discussion for feed readers: Atom, RFC 4287."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from episodes import page_cache
from episodes.addresses import absolute
from episodes.rich_text import CONTROL

from .decorators import about_episode
from .models import Comment

MOST_ENTRIES = 50
# Whatever writes from right to left inside a title ends with it.
ISOLATED = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


class CommentFeed(Atom1Feed):
    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["begun"]

    def add_item_elements(self, handler, item):
        """Its words are the content, not a summary of something longer."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


@require_safe
@page_cache.public
@about_episode
def comments(request, episode):
    """The newest public comments; one that is gone is gone at the next fetch."""
    if episode.discussion.is_hidden:
        raise Http404
    response = page_cache.answer(request, episode, lambda: _render(episode), "feed")
    response["Content-Type"] = CommentFeed.content_type
    return response


def _render(episode):
    feed = CommentFeed(
        title=_("Discussion: %(headline)s") % {"headline": episode.headline},
        link=absolute(episode.get_absolute_url()) + "#comments",
        description="",
        language=episode.programme.language,
        author_name=episode.programme.name,
        feed_url=absolute(reverse("comments:feed", args=[episode.slug])),
        # The same under another headline and address.
        feed_guid=f"tag:{urlsplit(settings.SITE_URL).hostname},2026:comments/{episode.pk}",
        begun=episode.updated_at,
    )
    public = Comment.objects.visible().filter(episode=episode)
    public = public.select_related("video__captions")
    for comment in public.order_by("-published_at", "-id")[:MOST_ENTRIES]:
        comment.episode = episode
        feed.add_item(**_entry(comment))
    return HttpResponse(feed.writeString("utf-8"))


def _entry(comment):
    name = CONTROL.sub("", comment.name)
    names = {"name": ISOLATED % name, "headline": comment.episode.headline}
    html = render_to_string("comments/_entry.html", {"comment": comment})
    return {
        "title": _("%(name)s on: %(headline)s") % names,
        "link": absolute(comment.get_absolute_url()),
        "description": None,
        "unique_id": comment.public_id.urn,
        "author_name": name,
        "pubdate": comment.published_at,
        "updateddate": max(
            comment.published_at, comment.edited_at or comment.published_at
        ),
        "content": CONTROL.sub("", html).strip(),
    }
