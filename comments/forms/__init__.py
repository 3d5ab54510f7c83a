"""What viewers fill in: a comment, an edit of it, and the small forms around them."""

from .comment import CommentForm
from .edit import EditForm
from .link import LinkForm
from .problem import ProblemForm
from .reactions import CommentReportForm, LikeForm
from .withdraw import WithdrawForm

__all__ = [
    "CommentForm",
    "CommentReportForm",
    "EditForm",
    "LikeForm",
    "LinkForm",
    "ProblemForm",
    "WithdrawForm",
]
