"""When a form was given out, in a field that can't be forged."""

import time
from datetime import timedelta

from django.core import signing

SALT = "comments.form.time"


def signed_time():
    return signing.dumps(time.time(), salt=SALT)


def age_of(signed):
    """How long ago `signed_time` gave this out; None if it never did."""
    try:
        return timedelta(seconds=time.time() - signing.loads(signed, salt=SALT))
    except signing.BadSignature:
        return None
