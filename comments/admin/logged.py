"""What the admin's own log says of rows that viewers have written or are named in."""


class LoggedByNumber:
    """By their numbers alone: the log outlives what a viewer takes back and erases."""

    def log_addition(self, request, obj, message):
        return _without_words(super().log_addition(request, obj, message))

    def log_change(self, request, obj, message):
        return _without_words(super().log_change(request, obj, message))

    def log_deletions(self, request, queryset):
        entries = super().log_deletions(request, queryset)
        return [_without_words(entry) for entry in entries]


def _without_words(entry):
    entry.object_repr = f"{entry.content_type.name} {entry.object_id}"
    entry.save(update_fields=["object_repr"])
    return entry
