"""E-mail addresses: how they are compared, and how named where none may stand."""

from django.utils.crypto import salted_hmac


def normalised(email):
    """One spelling for what mail servers deliver to one box."""
    return email.strip().lower()


def digest_of(email):
    """An e-mail address as an HMAC: it outlives the address, and names nobody."""
    salt = "comments.viewer.email"
    return salted_hmac(salt, normalised(email), algorithm="sha256").hexdigest()
