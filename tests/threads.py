"""Rows put in a thread by hand, so that their order is known."""

from datetime import timedelta

from django.utils import timezone

from comments.models import Comment

from .factories import make_comment


def place(number, **fields):
    """Where a root stands, or a reply if `parent` is given."""
    at = timezone.now() - timedelta(days=1) + timedelta(seconds=number)
    return {
        "status": "approved",
        "published_at": at,
        "listed_at": None if "parent" in fields else at,
        **fields,
    }


def make_roots(episode, count, **fields):
    episode.discussion.count(count)
    return [
        make_comment(episode, name=f"Root-{n:03}", **place(n), **fields)
        for n in range(count)
    ]


def make_replies(root, count):
    """So many more replies, a second apart, and counted as the verbs count them."""
    first = root.reply_count
    replies = Comment.objects.bulk_create(
        Comment(
            episode_id=root.episode_id,
            name=f"Reply-{n:03}",
            visitor=f"v{root.pk}",
            key=f"k{n}",
            withdrawal_hash=f"h{root.pk}-{n}",
            **place(1000 + n, parent=root, root=root),
        )
        for n in range(first, first + count)
    )
    root.episode.discussion.count(count)
    root.reply_count += count
    root.save(update_fields=["reply_count"])
    return replies


def page_at(client, address, after):
    """The page that the cursor leads to, in the order that the address names."""
    joint = "&" if "?" in address else "?"
    return client.get(f"{address}{joint}after={after}").context["page"]


def walk(client, address, in_between=lambda page: None):
    """The names of the roots on all pages, in the order in which one reads them."""
    page = client.get(address).context["page"]
    names = [root.name for root in page.comments]
    while page.next:
        in_between(page)
        page = page_at(client, address, page.next)
        names += [root.name for root in page.comments]
    return names
