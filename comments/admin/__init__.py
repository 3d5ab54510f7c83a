"""The moderation queue, the discussions, the viewers, the lists, the problems."""

from .comment import CommentAdmin
from .discussion import DiscussionAdmin
from .problem import ProblemReportAdmin
from .sanctions import AddressBanAdmin, SanctionAdmin
from .viewer import ViewerAdmin
from .word_list import WordListAdmin

__all__ = [
    "AddressBanAdmin",
    "CommentAdmin",
    "DiscussionAdmin",
    "ProblemReportAdmin",
    "SanctionAdmin",
    "ViewerAdmin",
    "WordListAdmin",
]
