"""How a form is answered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.context_processors import csrf
from django.template.loader import render_to_string


def answer(request, name, episode, status=200, **context):
    """A fragment for the page's script, a whole page for everybody else.

    A fragment knows nothing of the request but its token, unless it is given another.
    """
    context |= {"episode": episode, "programme": episode.programme}
    if is_by_script(request):
        words = render_to_string(f"comments/_{name}.html", csrf(request) | context)
        return HttpResponse(words, status=status)
    return render(request, f"comments/{name}.html", context, status=status)


def is_by_script(request):
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"
