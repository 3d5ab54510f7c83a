from django.apps import apps
from django_tasks import task


@task()
def make_renditions(model, pk):
    for pictured in apps.get_model("episodes", model).objects.filter(pk=pk):
        pictured.make_renditions()
