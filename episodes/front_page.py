from dataclasses import dataclass

UPCOMING = 6
LATEST = 9


@dataclass(frozen=True)
class FrontPage:
    """What the home page shows: one episode in front, then what comes and what was."""

    lead: object
    upcoming: list
    latest: list

    @classmethod
    def of(cls, episodes):
        """Compose it of a queryset's episodes: the live one leads, or the next one."""
        coming = list(episodes.not_over().soonest_first()[: UPCOMING + 1])
        latest = list(episodes.over().by_air_date()[: LATEST + 1])
        certain = [episode for episode in coming if not episode.is_postponed]
        lead = next(iter(certain + latest + coming), None)
        return cls(
            lead,
            [episode for episode in coming if episode != lead][:UPCOMING],
            [episode for episode in latest if episode != lead][:LATEST],
        )
