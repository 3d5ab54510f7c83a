"""How a form is answered."""

from django.shortcuts import render


def answer(request, name, episode, status=200, **context):
    """A fragment for the page's script, a whole page for everybody else."""
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    context |= {"episode": episode, "programme": episode.programme}
    template = f"comments/{'_' if by_script else ''}{name}.html"
    return render(request, template, context, status=status)
