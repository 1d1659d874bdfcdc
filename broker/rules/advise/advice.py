"""What is worth trying, the best first, with what it would have done on the office's own recent days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from broker.rules.advise.effect import Effect, Figures, Version, effect, figures, late
from broker.rules.advise.history import History
from broker.rules.advise.plans import present_plan
from broker.rules.advise.recent import Recent, dealt_anew, recent
from broker.rules.advise.tries import Group, groups, is_spare
from broker.rules.advise.ways import AS_IT_WAS, Waits, Way, as_planned, played, recorded
from broker.rules.advise.words import deed, outcome

SCREENS = 2
"""The best of a group is chosen on so many versions of the days with other luck ..."""
OTHERS = 4
"""... and then looked at in the days as they were and so many more versions."""
SKILLS = 3
"""So many skills are suggested at most, each of another topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One change, and the same days without it and with it."""

    kind: str
    """breaks, more (a counter), fewer (counters), skill or weight (of priority)."""
    text: str
    change: Way
    before: Figures
    after: Figures
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """For the head."""

    days: tuple[date, ...]
    recorded: Figures
    """As the log says."""
    simulated: Figures
    """The same days played as they were: how far the play can be believed."""
    suggestions: tuple[Suggestion, ...]
    """Those that help for sure first, the greatest effect first; then what may be chance; then what harms."""
    tried: int
    """So many changes."""

    @property
    def first(self) -> Suggestion | None:
        """The one to begin with; None: nothing helps for sure."""
        return next((one for one in self.suggestions if one.effect.helps), None)

    @property
    def marginal_skill(self) -> Suggestion | None:
        """Which one skill would help most; None: every counter has every skill."""
        return next((one for one in self.suggestions if one.kind == "skill"), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tried:
    """A suggestion and the days that were played for it."""

    suggestion: Suggestion
    versions: Sequence[Version]
    asks: int
    """Of people: from MOVE to ADD."""


def advise(history: History) -> Advice | None:
    """None: there is no day."""
    seen = recent(history)
    if not seen.days:
        return None
    trial, questions = _Trial(seen), groups(seen)
    best = [trial.of(group, trial.best(group.ways)) for group in questions]
    return Advice(
        days=tuple(day.day for day in seen.days),
        recorded=trial.figures(recorded(seen)),
        simulated=trial.figures(played(seen, AS_IT_WAS)),
        suggestions=tuple(_few_skills([one.suggestion for one in _ranked(best)])),
        tried=sum(len(group.ways) for group in questions),
    )


class _Trial:
    """The days as they would be now, and what a change makes of them.

    Chosen are ways on other versions of the days than they are then told of: else they would owe their place
    to luck, and promise too much.
    """

    def __init__(self, seen: Recent) -> None:
        self._seen, self._now = seen, as_planned(seen)
        self._screens = [dealt_anew(seen, nth) for nth in range(SCREENS)]
        self._versions = [seen, *(dealt_anew(seen, SCREENS + nth) for nth in range(OTHERS))]
        self._base = self._played(self._now)
        self._before = self.figures(self._base[0])
        self._plan = present_plan(seen.office, seen.breaks, seen.waves)

    def _played(self, way: Way) -> list[Version]:
        return [played(version, way) for version in self._versions]

    def best(self, ways: Sequence[Way]) -> Way:
        """With the fewest over their target."""
        if len(ways) == 1:
            return ways[0]
        return min(ways, key=lambda way: sum(late(played(one, way.over(self._now))) for one in self._screens))

    def figures(self, days: Sequence[Waits]) -> Figures:
        """With the office's topics."""
        return figures(days, [topic.id for topic in self._seen.office.topics])

    def of(self, group: Group, way: Way) -> _Tried:
        """One change."""
        versions = self._played(way.over(self._now))
        after, made = self.figures(versions[0]), effect(self._base, versions)
        said = outcome(self._seen.office, way, self._before, after, made)
        spare = way.more is not None and is_spare(self._seen, way.more)
        text = f"{deed(self._seen.office, way, self._plan, spare=spare)}: {said}"
        suggestion = Suggestion(
            kind=group.kind, text=text, change=way, before=self._before, after=after, effect=made
        )
        return _Tried(suggestion=suggestion, versions=versions, asks=group.asks)


def _ranked(tried: Sequence[_Tried]) -> list[_Tried]:
    """Sure help, what may be chance, sure harm."""
    helps = [one for one in tried if one.suggestion.effect.helps]
    harms = [one for one in tried if one.suggestion.effect.harms]
    others = [one for one in tried if one not in helps and one not in harms]
    return [*_least_asked(helps), *sorted(others, key=_by_effect), *sorted(harms, key=_by_effect)]


def _least_asked(helps: Sequence[_Tried]) -> Iterator[_Tried]:
    """By effect; of those that chance alone may set apart the one that asks least of people."""
    left = sorted(helps, key=_by_effect)
    while left:
        as_good = [one for one in left if not effect(one.versions, left[0].versions).helps]
        chosen = min(as_good, key=lambda one: (one.asks, _by_effect(one)))
        left.remove(chosen)
        yield chosen


def _by_effect(one: _Tried) -> tuple[float, float]:
    """On the share over target, then on the wait of 95 of 100."""
    suggestion = one.suggestion
    return suggestion.effect.expected, suggestion.after.p95_min


def _few_skills(ranked: Sequence[Suggestion]) -> Iterator[Suggestion]:
    skills = [one for one in ranked if one.kind == "skill"][SKILLS:]
    return (one for one in ranked if one not in skills)
