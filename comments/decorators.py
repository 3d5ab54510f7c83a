from functools import wraps

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from episodes import kept
from episodes.models import Episode
from episodes.page_cache import is_personal
from episodes.views import producer_of

SAFE_METHODS = {"GET", "HEAD"}


def about_episode(view):
    """Call `view(request, episode, …)` for the slug, in the programme's language.

    An episode that this reader may not open doesn't exist. A former slug leads on; a
    form sent to it is taken, or its words would be lost.
    """

    @wraps(view)
    def wrapper(request, slug, **kwargs):
        # Every post waits for its episode; a producer may see what isn't public yet.
        is_post = request.method == "POST" and not is_personal(request)
        episode = kept.find(slug) if is_post else None
        if episode is None:
            visible = Episode.objects.visible_to(producer_of(request)).for_page()
            episode = visible.filter(slug=slug).first()
        if episode is None:
            episode = get_object_or_404(visible, former_slugs__slug=slug)
            if request.method in SAFE_METHODS:
                return _lead_on(request, slug=episode.slug, **kwargs)
        with translation.override(episode.programme.language):
            return view(request, episode, **kwargs)

    return wrapper


def _lead_on(request, **kwargs):
    """To the same page under its present slug: the same place and the same question."""
    name = request.resolver_match.view_name
    address = reverse(name, kwargs=kwargs, query=request.GET)
    return redirect(address, permanent=True)


def is_foreign(request):
    """Whether another site's page sent this request.

    For addresses without a token. Old browsers send neither header: they pass.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", own) != own


def when_stale(answer):
    """Let `answer` serve a form whose token is stale, so that nothing typed is lost.

    It gives out a new token, which no cache is to keep.
    """

    def mark(view):
        view.answer_stale = never_cache(answer)
        return view

    return mark
