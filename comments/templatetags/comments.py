from django import template

register = template.Library()


@register.inclusion_tag("comments/_actions.html")
def comment_actions(episode):
    return {"episode": episode}


@register.inclusion_tag("comments/_section.html")
def comment_section(episode):
    return {"episode": episode}
