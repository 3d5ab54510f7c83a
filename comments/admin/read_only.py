class ReadOnly:
    """For rows that the site writes and nobody changes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NeverMade:
    """For rows that come from elsewhere."""

    def has_add_permission(self, request):
        return False


class NeverMadeNorDeleted(NeverMade):
    """For those that stay, too."""

    def has_delete_permission(self, request, obj=None):
        return False
