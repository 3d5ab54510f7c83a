import platform
from datetime import timedelta

from django.db import models
from django.utils import timezone

KEPT = timedelta(days=7)


class Pulse(models.Model):
    """When a worker was last alive, by the name of its machine."""

    machine = models.CharField(max_length=255, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.machine} {self.at}"

    @classmethod
    def beat(cls):
        """Say that the worker of this machine is alive."""
        now, machine = timezone.now(), platform.node()
        cls.objects.update_or_create(machine=machine, defaults={"at": now})
        cls.objects.filter(at__lt=now - KEPT).delete()
