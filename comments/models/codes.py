"""Private codes, like K7PM-2QXD: the way to withdraw a comment without an account.

A code is derived from the visitor and the form's key, so a resend is answered with
the same one; the database keeps only its hash.
"""

from django.utils.crypto import salted_hmac

# Letters and digits that can't be taken for one another when read aloud.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# A second try is needed about once in a million million comments.
MOST_TRIES = 10


def withdrawal_hash(code):
    """What is stored of a code, however the viewer typed it: k7pm 2qxd is fine."""
    letters = "".join(c for c in code.upper() if c in CODE_ALPHABET)
    salt = "comments.withdrawal.hash"
    return salted_hmac(salt, letters, algorithm="sha256").hexdigest()


def codes_for(visitor, key):
    """The codes that (visitor, key) may have, most likely first."""
    for n in range(MOST_TRIES):
        digest = salted_hmac(
            "comments.withdrawal.code", f"{visitor}:{key}:{n}"
        ).digest()
        letters = "".join(CODE_ALPHABET[byte % 32] for byte in digest[:8])
        yield f"{letters[:4]}-{letters[4:]}"
