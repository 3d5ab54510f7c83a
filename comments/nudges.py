"""What a form has been warned of, in a field that can't be forged.

It holds for one form alone: whoever sends another one is warned anew.
"""

from datetime import timedelta

from django.core import signing

from .screening import Reason

SALT = "comments.form.warned"
LIFETIME = timedelta(days=1)


def signed_warnings(reasons, *form):
    """`form` names it, as by its visitor and key."""
    return signing.dumps([*form, *sorted(reasons)], salt=SALT)


def warnings_in(signed, *form):
    """The reasons in a field that `signed_warnings` made for this form."""
    try:
        named = signing.loads(signed, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return frozenset()
    is_this = named[: len(form)] == [*form]
    return frozenset(map(Reason, named[len(form) :])) if is_this else frozenset()
