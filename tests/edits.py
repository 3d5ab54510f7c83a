"""An author at the form that edits a comment: what the tests of editing share."""

import re
from datetime import timedelta

from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.forms.edit import SALT
from comments.models import Comment
from comments.visitors import VIEWER_COOKIE, VIEWER_SALT

from .posting import text_of


def edit_url(comment):
    return reverse("comments:edit", args=[comment.episode.slug, comment.public_id])


def token_on(response):
    return re.search(r'name="token" value="([^"]+)"', text_of(response))[1]


def open_form(client, comment, **words):
    """What the form would send: its token, the comment's words but for `words`."""
    token = token_on(client.get(edit_url(comment)))
    return {"token": token, "name": "Amal", "body": "Who decided?"} | words


def edit(client, comment, **words):
    return client.post(edit_url(comment), open_form(client, comment, **words))


def aged(comment, **by):
    """A token as it would be that was made a while ago."""
    made = (timezone.now() - timedelta(**by)).timestamp()
    return signing.dumps([str(comment.public_id), comment.edition, made], salt=SALT)


def recognise(client, viewer):
    """Give a browser a viewer's cookie without a link; see `mails.sign_in`."""
    jar = Client().get("/healthz")
    jar.set_signed_cookie(VIEWER_COOKIE, viewer.key, salt=VIEWER_SALT)
    client.cookies[VIEWER_COOKIE] = jar.cookies[VIEWER_COOKIE].value


def later(comment, **by):
    sent = timezone.now() - timedelta(**by)
    Comment.objects.filter(pk=comment.pk).update(created_at=sent)
