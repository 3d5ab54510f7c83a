import os

import django
from django.core.handlers.wsgi import WSGIHandler

from .requests import Request

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stream_site.settings")
django.setup(set_prefix=False)


class Handler(WSGIHandler):
    request_class = Request


application = Handler()
