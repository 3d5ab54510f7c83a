"""The moderation queue, the captions, discussions, viewers, lists and problems."""

from .captions import CaptionsAdmin
from .comment import CommentAdmin
from .discussion import DiscussionAdmin
from .problem import ProblemReportAdmin
from .sanctions import AddressBanAdmin, SanctionAdmin
from .viewer import ViewerAdmin
from .word_list import WordListAdmin

__all__ = [
    "AddressBanAdmin",
    "CaptionsAdmin",
    "CommentAdmin",
    "DiscussionAdmin",
    "ProblemReportAdmin",
    "SanctionAdmin",
    "ViewerAdmin",
    "WordListAdmin",
]
