"""Bring the database and the static files up to date; fill an empty site once."""

import secrets

from django.contrib.auth.models import Group, User
from django.core.management import BaseCommand, call_command
from django.db import transaction

PRODUCER = "producer"


class Command(BaseCommand):
    help = (
        "Migrates the database and collects the static files. On an empty site it also "
        "loads the sample episode and makes a producer's account."
    )

    def handle(self, **options):
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not User.objects.exists():
            self.fill()

    @transaction.atomic
    def fill(self):
        call_command("load_sample", stdout=self.stdout)
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(PRODUCER, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name="Producers"))
        self.stdout.write(
            f"\nA producer's account was made. Name: {PRODUCER}  Password: {password}\n"
            "The password is shown this once; change it in the admin, or with\n"
            f".venv/bin/python manage.py changepassword {PRODUCER}\n"
        )
