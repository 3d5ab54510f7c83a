from .attempt import Attempt
from .comment import Comment
from .discussion import Discussion
from .moderation import ModerationAction
from .problem import ProblemReport
from .release import Release, ReleaseText
from .standing import CommentWithdrawn
from .upload import Upload
from .video import Video

__all__ = [
    "Attempt",
    "Comment",
    "CommentWithdrawn",
    "Discussion",
    "ModerationAction",
    "ProblemReport",
    "Release",
    "ReleaseText",
    "Upload",
    "Video",
]
