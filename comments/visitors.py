"""Who a browser is, without an account: a signed cookie, and an anonymous address."""

import ipaddress
import re
import secrets

from django.conf import settings

from episodes.views import producer_of

from .circumstances import Author
from .models import Viewer
from .models.attempt import anonymised

COOKIE = "visitor"
# Says only that this browser has written something, so that the page's script asks.
PLAIN_COOKIE = "mine"
SALT = "comments.visitor"
# Set by the e-mailed link alone: whoever has proved an address.
VIEWER_COOKIE = "viewer"
VIEWER_SALT = "comments.viewer"
VIEWER_LIFETIME_SECONDS = 30 * 24 * 60 * 60
LIFETIME_SECONDS = 365 * 24 * 60 * 60
VISITOR = re.compile(r"[0-9a-f]{32}")
# Whoever has one address of a home's IPv6 network has them all.
NETWORK_BITS = 64


def new_visitor():
    return secrets.token_hex(16)


def visitor_of(request):
    """The id in the browser's cookie, or "" without a valid one."""
    visitor = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return visitor if VISITOR.fullmatch(visitor) else ""


def remember_visitor(response, visitor):
    cookie = _cookie(LIFETIME_SECONDS)
    response.set_signed_cookie(COOKIE, visitor, salt=SALT, httponly=True, **cookie)


def remember_writing(response):
    response.set_cookie(PLAIN_COOKIE, "1", **_cookie(LIFETIME_SECONDS))


def viewer_of(request):
    """The Viewer whose address this browser has proved, or None; no query without
    the cookie."""
    key = request.get_signed_cookie(
        VIEWER_COOKIE, default="", salt=VIEWER_SALT, max_age=VIEWER_LIFETIME_SECONDS
    )
    return Viewer.objects.filter(key=key).first() if key else None


def remember_viewer(response, viewer):
    cookie = _cookie(VIEWER_LIFETIME_SECONDS)
    response.set_signed_cookie(
        VIEWER_COOKIE, viewer.key, salt=VIEWER_SALT, httponly=True, **cookie
    )


def forget_viewer(response):
    response.delete_cookie(VIEWER_COOKIE, samesite="Lax")


def author_of(request):
    """Who writes: a browser without a cookie is a new visitor, to be remembered."""
    producer, visitor = producer_of(request), visitor_of(request)
    network = _network(_address_of(request))
    return Author(
        visitor=visitor or new_visitor(),
        is_new=not visitor,
        client=anonymised(network),
        former_client=anonymised(network, keys_ago=1),
        viewer=viewer_of(request),
        is_staff=bool(producer and producer.has_perm("comments.change_comment")),
    )


def _cookie(seconds):
    secure = settings.SESSION_COOKIE_SECURE
    return {"max_age": seconds, "samesite": "Lax", "secure": secure}


def client_of(request):
    """The client's address, anonymised: an HMAC whose key changes every week."""
    return anonymised(_network(_address_of(request)))


def _address_of(request):
    """What X-Forwarded-For says is believed as far as our own proxies wrote it."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    hops = [*filter(str.strip, forwarded), request.META.get("REMOTE_ADDR", "")]
    trusted = min(settings.TRUSTED_PROXIES, len(hops) - 1)
    return hops[-1 - trusted].strip()


def _network(address):
    ip = _ip(address) or _ip(_without_port(address))
    if ip is None:
        return address
    if ip.version == 6 and not ip.ipv4_mapped:
        return str(ipaddress.ip_network((ip, NETWORK_BITS), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def _ip(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _without_port(address):
    """As some proxies write it: 192.0.2.1:443, [2001:db8::1]:443."""
    return re.sub(r"^\[?(.*?)\]?(:\d+)?$", r"\1", address)
