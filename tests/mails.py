"""The worker's part in the tests of mails: tasks are run, and links are read."""

import re

from django.core import mail
from django_tasks import default_task_backend

from comments.models import Proof, Viewer


def run_tasks():
    """Run what waits in the queue, as the worker would; return the mails sent by it."""
    before = len(mail.outbox)
    waiting = list(default_task_backend.results)
    default_task_backend.clear()
    for result in waiting:
        result.task.func(*result.args)
    return mail.outbox[before:]


def link_in(message):
    """The path of the first link in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def links_in(message):
    return re.findall(r"https?://[^/\s]+(/\S+)", message.body)


def proof_link(email, comment=None):
    """The link that is mailed to an address."""
    default_task_backend.clear()
    Proof.ask(email, comment)
    [message] = run_tasks()
    return link_in(message)


def sign_in(client, email="amal@example.org", comment=None):
    """Prove an address in this client's browser, by its link; return the Viewer."""
    viewer, _is_new = Viewer.objects.get_or_create(email=email)
    client.post(proof_link(email, comment))
    return viewer
