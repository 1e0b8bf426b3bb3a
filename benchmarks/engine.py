"""The slot engine in process beside a bare merge: `python -m benchmarks.engine`.

No call's result is cached by the engine: each run expands the hours, the bans and the grid anew.
Only the changes of a zone's offset per year are kept; the rows "cold" clear those as well.
"""

import random
import sys
from datetime import UTC, datetime

from benchmarks import rows
from sched_app.services import slots, wall_clock
from sched_app.services.slots import Busy, Host, Rules

ZONE = "Europe/London"
NOW = int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp())  # A change of the clock lies ahead.
DAY, HALF_HOUR = 86_400, 1800
CASES = [
    ("1 host, 30 days, 200 busy", 1, 30, 200, "single", 0.4),
    ("10 hosts round robin, 30 days, 200 busy each", 10, 30, 200, "round_robin", 3.5),
    ("10 hosts collective, 30 days, 200 busy each", 10, 30, 200, "collective", 3.5),
    ("1 host, 365 days, 2,000 busy", 1, 365, 2000, "single", 6.0),
]


def _hosts(count: int, days: int, busy: int) -> list[Host]:
    chance = random.Random(17)
    weekly = tuple(
        (day, start, end) for day in range(7) for start, end in ((540, 720), (780, 1260))
    )
    hosts = []
    for number in range(count):
        starts = sorted(NOW + chance.randrange(days * 96) * 900 for _ in range(busy))
        taken = [Busy(at, at + chance.choice((900, 1800, 3600)), 0, 300) for at in starts]
        hosts.append(Host(number, ZONE, weekly, {}, (), taken))
    return hosts


def _rules(routing: str) -> Rules:
    return Rules(
        duration=HALF_HOUR,
        interval=HALF_HOUR,
        zone=ZONE,
        before=300,
        after=300,
        notice=4 * 3600,
        horizon_days=400,
        limit_day=8,
        routing=routing,
        booked=[NOW + day * DAY for day in range(30)],
    )


def _bare_merge(hosts: list[Host], days: int) -> list[int]:
    """Merge the busy times of all hosts and list the free half hours: no zone and no rule."""
    free: list[int] = []
    for host in hosts:
        at, end = NOW, NOW + days * DAY
        for begin, until in sorted((busy.start, busy.end) for busy in host.busy):
            if begin > at:
                free += range(at, begin, HALF_HOUR)
            at = max(at, until)
        free += range(at, end, HALF_HOUR)
    return free


def _forget_zones() -> None:
    wall_clock._clock.cache_clear()
    wall_clock._changes.cache_clear()


def _case(
    name: str, count: int, days: int, busy: int, routing: str, bound: float
) -> list[rows.Row]:
    hosts, rules, until = _hosts(count, days, busy), _rules(routing), NOW + days * DAY

    def warm() -> int:
        return len(slots.open_times(hosts, rules, NOW, until, NOW))

    def cold() -> None:
        _forget_zones()
        warm()

    floor = rows.median_ms(lambda: _bare_merge(hosts, days))
    return [
        rows.Row(f"bare merge: {name}", floor, "ms"),
        rows.Row(name, rows.median_ms(warm), "ms", bound, floor, note=f"{warm()} times"),
        rows.Row(f"  the same, zone not yet read: {name}", rows.median_ms(cold, times=30), "ms"),
    ]


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    table = [row for case in CASES for row in _case(*case)]
    return 0 if rows.show("Slot engine (medians)", table) else 1


if __name__ == "__main__":
    sys.exit(main())
