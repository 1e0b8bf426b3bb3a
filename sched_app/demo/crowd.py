"""The many bookings around the stories: two months of work behind, six weeks ahead."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from sched_app.demo.making import DAY, ZONE, Making
from sched_app.demo.stories import kept_free
from sched_app.services import attendance, availability, cancellations, meeting_types, requests

BEHIND, AHEAD = 58, 42  # Days.
# With the stories these are 60 and 40.
WINDOW, FARTHEST = 6 * DAY, 24 * DAY
PAST_KINDS = {"intro-call": 16, "coaching": 18, "accessible-typing": 8, "progress-check": 8,
              "family-review": 4}  # fmt: skip
COMING_KINDS = {"intro-call": 7, "coaching": 12, "accessible-typing": 4, "progress-check": 5,
                "family-review": 3}  # fmt: skip
# Name, zone; the first ones come again and again.
PEOPLE = (
    ("Amelia Hughes", ZONE), ("Mateus Lima", "America/Sao_Paulo"), ("Hanna Virtanen", ZONE),
    ("Callum Reid", ZONE), ("Ananya Iyer", "Asia/Kolkata"), ("Ben Ashworth", ZONE),
    ("Clara Novak", "Europe/Berlin"), ("Dev Patel", ZONE), ("Esther Boone", ZONE),
    ("Femi Adeyo", ZONE), ("Isla Campbell", ZONE), ("Jonas Brandt", "Europe/Berlin"),
    ("Keira Walsh", "Europe/Dublin"), ("Liam Price", ZONE), ("Maya Cohen", "America/New_York"),
    ("Nadia Rahman", ZONE), ("Oscar Lindgren", "Europe/Berlin"), ("Poppy Evans", ZONE),
    ("Quentin Roy", "Europe/Paris"), ("Rosa Marino", "Europe/Paris"), ("Sofia Castell", ZONE),
    ("Theo Barnes", ZONE), ("Uma Krishnan", "Asia/Singapore"), ("Wendy Clarke", ZONE),
)  # fmt: skip
REGULARS = 12
MISSED, CALLED_OFF = (7, 22, 39), (5, 15, 31, 44)


@dataclass(frozen=True)
class _Plan:
    """One booking to be made: when, of what, from which instant on it may take place."""

    at: datetime
    kind: str
    since: datetime


def fill_past(making: Making) -> None:
    """Book two months of appointments, and let them have taken place, or not."""
    chance = random.Random(11)
    today = _midnight(making.now, 0)
    people = _people(chance)
    for number, plan in enumerate(_plans(making.now, PAST_KINDS, (-BEHIND, -1), _growing, chance)):
        asks = plan.kind == "accessible-typing"
        who, zone = next(people)
        starts_at = _choose(making, plan, plan.at + DAY, today, chance)
        days = (plan.at - making.now) / DAY
        booked = making.book(who, plan.kind, starts_at, days=days, zone=zone)
        making.deliver(days=days + 0.001)
        if asks:
            _answer(making, booked, days + chance.choice((0.02, 0.05, 0.1, 0.3, 0.6)))
        over = (starts_at - making.now) / DAY + 0.06
        if number in CALLED_OFF and plan.kind != "coaching":
            _call_off(making, booked, days + 0.7)
        elif number in MISSED:
            making.do(attendance.no_show, booked, days=min(over, -0.001))
        else:
            making.do(attendance.complete, booked, days=min(over, -0.001))


def fill_coming(making: Making) -> None:
    """Book what lies ahead, each some days ago."""
    chance = random.Random(12)
    tomorrow, end = _midnight(making.now, 1), _midnight(making.now, AHEAD + 14)
    people = _people(chance)
    for plan in _plans(making.now, COMING_KINDS, (1, AHEAD), _waning, chance):
        who, zone = next(people)
        days = min((plan.at - making.now) / DAY, -chance.uniform(1.3, 9))
        starts_at = _choose(making, plan, max(plan.since, tomorrow), end, chance)
        booked = making.book(who, plan.kind, starts_at, days=days, zone=zone)
        making.deliver(days=days + 0.001)
        if plan.kind == "accessible-typing":
            _answer(making, booked, days + chance.uniform(0.02, 0.3))


def _plans(
    now: datetime,
    kinds: dict[str, int],
    days: tuple[int, int],
    bend: Callable[[float], float],
    chance: random.Random,
) -> list[_Plan]:
    """Spread the bookings over the days, more of them near now, in the order of their making."""
    first, last = days
    names = [name for name, count in kinds.items() for _ in range(count)]
    chance.shuffle(names)
    plans = []
    for number, kind in enumerate(names):
        away = bend(number / len(names))
        on = now + timedelta(days=first + (last - first) * away)
        lead = timedelta(days=chance.uniform(1.2, 8))
        plans.append(_Plan(on - lead, kind, on))
    return sorted(plans, key=lambda plan: plan.at)


def _growing(part: float) -> float:
    return float(part**0.8)


def _waning(part: float) -> float:
    return float(part**1.6)


def _people(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Give who books next: every second time one of the regulars."""
    regulars, others = list(PEOPLE[:REGULARS]), list(PEOPLE[REGULARS:])
    chance.shuffle(regulars)
    chance.shuffle(others)
    for regular, other in zip(cycle(regulars), cycle(others), strict=False):
        yield other
        yield regular


def _choose(
    making: Making, plan: _Plan, earliest: datetime, latest: datetime, chance: random.Random
) -> datetime:
    """Give a free time near the planned one that no story needs."""
    for reach in (WINDOW, FARTHEST):
        for since, until in ((plan.since, plan.since + reach), (plan.since - reach, plan.since)):
            begin, end = max(since, earliest), min(until, latest)
            found = _free(making, plan, begin, end, chance) if begin < end else None
            if found is not None:
                return found
    raise LookupError(f"No time is free for {plan.kind} around {plan.since}.")


def _free(
    making: Making, plan: _Plan, since: datetime, until: datetime, chance: random.Random
) -> datetime | None:
    """Find a time; of a round robin one that both hosts have free, so that turns stay fair."""
    at, owner = min(plan.at, making.now), making.business.owner
    kept = kept_free(making.now)
    with making.database.reading() as session:
        key = meeting_types.key(session, making.business.types[plan.kind])
        found = availability.open_times(session, key, since, until, actor=owner, now=at).times
        times = [datetime.fromtimestamp(one, UTC) for one in found]
        times = [one for one in times if not any(begin <= one < end for begin, end in kept)]
        chance.shuffle(times)
        for one in times:
            free = plan.kind != "coaching" or availability.offer_at(
                session, key, one, duration_minutes=None, now=at
            )
            if free is True or len(free) > 1:
                return one
    return None


def _answer(making: Making, booked: str, days: float) -> None:
    making.do(requests.accept, booked, actor=making.business.people["Priya Raman"], days=days)
    making.deliver(days=days + 0.001)


def _call_off(making: Making, booked: str, days: float) -> None:
    actor = making.customer(booked)
    making.do(cancellations.cancel, booked, actor=actor, reason="I am travelling.", days=days)
    making.deliver(days=days + 0.001)


def _midnight(now: datetime, days: int) -> datetime:
    """Give the beginning of a day in London."""
    on = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)
    return datetime.combine(on, time(), ZoneInfo(ZONE)).astimezone(UTC)
