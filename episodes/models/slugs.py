from django.utils.text import slugify


def unique_slug(model, text):
    """A slug for `text` that no row of `model` has; numbered where one has it."""
    longest = model._meta.get_field("slug").max_length - 8
    base = slugify(text)[:longest].strip("-") or model._meta.model_name
    taken = set(
        model.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    if base not in taken:
        return base
    return next(
        slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken
    )
