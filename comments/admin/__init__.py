"""The moderation queue, the switches of the discussions, the reported problems."""

from .comment import CommentAdmin
from .discussion import DiscussionAdmin
from .problem import ProblemReportAdmin

__all__ = ["CommentAdmin", "DiscussionAdmin", "ProblemReportAdmin"]
