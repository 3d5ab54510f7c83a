from django.conf import settings


def absolute(path):
    """The full address of a path of this site, the same for every reader."""
    return f"{settings.SITE_URL}{path}"
