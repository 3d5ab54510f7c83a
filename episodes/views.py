"""The pages of the programme."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import conditional_page, require_safe

from . import page_cache, pictures
from .front_page import FrontPage
from .models import Episode, Guest, Panelist
from .models.queries import is_producer

PER_PAGE = 12
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@conditional_page
@page_cache.public
def home(request):
    front = FrontPage.of(Episode.objects.published().for_list())
    programme = front.lead and front.lead.programme
    return page(request, "episodes/home.html", programme, front=front)


@require_safe
@conditional_page
@page_cache.public
def archive(request):
    episodes = Episode.objects.published().for_list().by_air_date()
    shown = Paginator(episodes, PER_PAGE).get_page(request.GET.get("page"))
    programme = shown[0].programme if shown else None
    return page(request, "episodes/list.html", programme, episodes=shown)


@require_safe
@page_cache.public
def detail(request, slug):
    producer = producer_of(request)
    visible = Episode.objects.visible_to(producer)
    episode = visible.for_page().filter(slug=slug).first()
    if episode is None:
        return redirect(
            get_object_or_404(visible, former_slugs__slug=slug), permanent=True
        )
    if page_cache.is_personal(request):
        return episode_page(request, episode, producer=producer)
    return page_cache.answer(request, episode, lambda: episode_page(request, episode))


@require_safe
@conditional_page
@page_cache.public
def guest(request, slug):
    person = get_object_or_404(Guest, slug=slug)
    seats = Panelist.objects.appearances_of(person)
    if not seats:
        raise Http404
    programme = seats[0].episode.programme
    return page(request, "episodes/guest.html", programme, guest=person, seats=seats)


@require_safe
def picture(request, key, ext):
    try:
        file = default_storage.open(pictures.rendition_path(key, ext))
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file, content_type=pictures.TYPES[ext], headers={"Cache-Control": FOR_EVER}
    )


@require_safe
def robots(request):
    return render(request, "robots.txt", content_type="text/plain")


def producer_of(request):
    """The producer who asks, or None; a browser without a session is not looked at."""
    if not page_cache.is_personal(request):
        return None
    return request.user if is_producer(request.user) else None


def episode_page(request, episode, **context):
    """An episode's page as it stands now, in its programme's language."""
    return page(
        request, "episodes/detail.html", episode.programme, episode=episode, **context
    )


def page(request, template, programme, **context):
    """Render `template` in the programme's language, whatever the browser prefers."""
    language = programme.language if programme else settings.LANGUAGE_CODE
    with translation.override(language):
        return render(request, template, {"programme": programme, **context})
