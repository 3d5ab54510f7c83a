"""What the databases say they do for a page: seek, never walk the thread."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.filling import fill
from comments.models import Comment

from .posting import thread_url
from .threads import make_replies

# Enough for a planner to mind, and one thread that is most of it.
COMMENTS, HUGE = 3000, 2000
# A permalink shows a hundred replies on either side.
MOST_READ = 300
ORDERS = [
    f"?sort={sort}{only}"
    for sort in ("newest", "oldest", "liked")
    for only in ("", "&only=video")
]

DEAR = "; ".join(
    f"SET LOCAL enable_{way} = off"
    for way in ("mergejoin", "hashjoin", "bitmapscan", "sort")
)


@pytest.fixture
def long_discussion(episode):
    fill(episode, COMMENTS)
    roots = Comment.objects.roots()
    films = roots.filter(pk__in=[root.pk for root in roots if root.pk % 2])
    films.update(has_video=True)
    episode.huge = roots.order_by("listed_at")[500]
    make_replies(episode.huge, HUGE)
    Comment.objects.filter(pk__in=roots.values("pk")[:5]).update(
        picked_at=episode.publish_at
    )
    episode.touch()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return episode


def plans_of(client, address):
    """How the database answers each query about comments that the page asks."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    table = Comment._meta.db_table
    asked = [q["sql"] for q in queries if f'FROM "{table}"' in q["sql"]]
    assert asked
    return [explain(sql) for sql in asked]


def explain(sql):
    """The plan's lines on SQLite; on PostgreSQL its tree, with the rows it read."""
    # As it was asked, values included: a percent sign is one.
    sql = sql.replace("%", "%%")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(row[-1] for row in cursor.fetchall())
        # Of so few rows it would sooner merge or sort all than seek some.
        cursor.execute(DEAR)
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        return cursor.fetchone()[0][0]["Plan"]


def assert_seeking(plan):
    if connection.vendor == "postgresql":
        assert rows_read(plan) < MOST_READ, json.dumps(plan, indent=1)
        return
    walks = [f"SCAN {Comment._meta.db_table}"]
    if "qualify" not in plan:
        # A page's first replies are few: they may be sorted once they are found.
        walks.append("USE TEMP B-TREE FOR ORDER BY")
    assert not [walk for walk in walks if walk in plan], plan


def rows_read(node):
    """The most rows that any step of a plan has looked at."""
    dropped = [v for name, v in node.items() if name.startswith("Rows Removed")]
    own = (node["Actual Rows"] + sum(dropped)) * node["Actual Loops"]
    return max([own, *map(rows_read, node.get("Plans", []))])


def test_no_order_walks_or_sorts_the_thread(client, long_discussion):
    for order in ORDERS:
        address = f"{thread_url(long_discussion)}{order}"
        after = client.get(address).context["page"].next
        long_discussion.touch()
        deep = f"{address}&after={after}"
        for plan in (*plans_of(client, address), *plans_of(client, deep)):
            assert_seeking(plan)


def test_no_permalink_walks_its_thread(client, long_discussion):
    replies = long_discussion.huge.thread.order_by("published_at", "id")
    for place in (0, HUGE // 2, HUGE - 1):
        for plan in plans_of(client, replies[place].get_absolute_url()):
            assert_seeking(plan)
