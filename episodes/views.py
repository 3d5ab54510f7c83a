"""The pages of the programme."""

from django.http import HttpResponse


def home(request):
    return HttpResponse()


def archive(request):
    return HttpResponse()


def detail(request, slug):
    return HttpResponse()


def guest(request, slug):
    return HttpResponse()


def picture(request, key, ext):
    return HttpResponse()


def robots(request):
    return HttpResponse()
