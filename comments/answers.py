"""How a form is answered."""

from django.shortcuts import render


def answer(request, name, episode, status=200, **context):
    """A fragment for the page's script, a whole page for everybody else."""
    context |= {"episode": episode, "programme": episode.programme}
    template = f"comments/{'_' if is_by_script(request) else ''}{name}.html"
    return render(request, template, context, status=status)


def is_by_script(request):
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"
