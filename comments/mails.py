"""Mails to viewers: plain words and a link, and nothing that a viewer wrote.

Whoever gives somebody else's address can't have them sent a word of their own, and
nobody who sees a mail's subject learns what its reader watches.
"""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, send_mail

# Keeps holiday notices from answering (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


class NotDelivered(Exception):
    """The mail server didn't take it; the worker tries again."""


def send(email, subject, paragraphs, headers=()):
    """Send words of our own to one address."""
    message = EmailMessage(
        subject,
        "\n\n".join(map(str, paragraphs)) + "\n",
        to=[email],
        headers=AUTOMATIC | dict(headers),
    )
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:
        # What they say may hold the address, and is kept with the task and logged.
        raise NotDelivered(type(error).__name__) from None


def send_to_duty(subject, words):
    """Tell whoever is on duty, if anybody is; they may read what a viewer wrote."""
    if settings.DUTY_EMAIL:
        send_mail(subject, words, None, [settings.DUTY_EMAIL])
