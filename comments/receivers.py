"""The one signal: episodes may not know that each of them has a discussion."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from episodes.models import Episode

from .models import Discussion


@receiver(post_save, sender=Episode)
def give_episode_its_discussion(instance, created, raw, **kwargs):
    if created and not raw:
        Discussion.objects.create(episode=instance)
