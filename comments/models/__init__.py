from .address_ban import AddressBan
from .attempt import Attempt
from .captions import Captions, ChangedMeanwhile
from .comment import Comment
from .discussion import Discussion
from .like import Like
from .moderation import ModerationAction
from .notice import Notice
from .problem import ProblemReport
from .proof import LinkSpent, Proof
from .pulse import Pulse
from .reactions import NotPublic
from .release import Release, ReleaseText
from .report import Report
from .revising import NotEditable
from .revision import Revision
from .sanction import Sanction
from .standing import ClipIsNeeded, CommentWithdrawn, DecidedMeanwhile
from .upload import Piece, Upload
from .video import Video
from .viewer import Viewer
from .word_list import WordList

__all__ = [
    "AddressBan",
    "Attempt",
    "Captions",
    "ChangedMeanwhile",
    "ClipIsNeeded",
    "Comment",
    "CommentWithdrawn",
    "DecidedMeanwhile",
    "Discussion",
    "Like",
    "LinkSpent",
    "ModerationAction",
    "NotEditable",
    "NotPublic",
    "Notice",
    "Piece",
    "ProblemReport",
    "Proof",
    "Pulse",
    "Release",
    "ReleaseText",
    "Report",
    "Revision",
    "Sanction",
    "Upload",
    "Video",
    "Viewer",
    "WordList",
]
