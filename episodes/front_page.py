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
        upcoming = list(episodes.upcoming().soonest_first()[: UPCOMING + 1])
        latest = list(episodes.begun().by_air_date()[: LATEST + 1])
        live = [episode for episode in latest if episode.is_live]
        to_come = [episode for episode in upcoming if episode.is_upcoming]
        lead = next(iter(live + to_come + latest + upcoming), None)
        return cls(
            lead,
            [episode for episode in upcoming if episode != lead][:UPCOMING],
            [episode for episode in latest if episode != lead][:LATEST],
        )
