"""Which host gets a booking: pure, fair, and the same answer for the same books."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

SINGLE, ROUND_ROBIN, PRIORITY, COLLECTIVE = "single", "round_robin", "priority", "collective"


@dataclass(frozen=True, slots=True)
class Count:
    """A host's turns in one meeting type; of two, the one of double weight gets two in three."""

    assigned: int = 0
    credited: int = 0
    offset: int = 0
    weight: int = 1

    @property
    def load(self) -> int:
        """Count the turns that weigh: given, less credited, with a newcomer's offset."""
        return self.assigned - self.credited + self.offset

    @property
    def share(self) -> Fraction:
        """Give the turns that weigh for one of weight: who has the least is next."""
        return Fraction(self.load, self.weight)


@dataclass(frozen=True, slots=True)
class Choice:
    """The hosts that get a booking, and the load of every free host as it was seen."""

    host_ids: tuple[int, ...]
    loads: tuple[tuple[int, int], ...]


def choose(
    routing: str,
    candidates: Sequence[int],
    counts: Mapping[int, Count],
    priorities: Mapping[int, int],
    *,
    keep: Collection[int] = (),
) -> Choice:
    """Choose among the free hosts; raise ValueError if there is none.

    Collective takes them all. Otherwise it is one with the least share, under priority among those
    of the highest number; of equals the one with the lowest id. A host of `keep`, who has the
    booking that is moved, goes before everyone.
    """
    if not candidates:
        raise ValueError("No host is free: there is nothing to choose from.")
    loads = tuple((host, counts.get(host, Count()).load) for host in sorted(candidates))
    if routing == COLLECTIVE:
        return Choice(tuple(candidates), loads)
    kept = [host for host in candidates if host in keep]
    if kept:
        return Choice((kept[0],), loads)
    among = list(candidates)
    if routing == PRIORITY:
        highest = max(priorities.get(host, 0) for host in among)
        among = [host for host in among if priorities.get(host, 0) == highest]

    def turn(host: int) -> tuple[Fraction, int]:
        return counts.get(host, Count()).share, host

    return Choice((min(among, key=turn),), loads)


def newcomer_offset(others: Sequence[Count], own: Count | None = None) -> int:
    """Give the offset with which a host who joins, or comes back, starts at the others' mean.

    The mean is that of the shares, by the host's own weight, rounded to the nearest count.
    """
    own = own or Count()
    given = own.assigned - own.credited
    if not others:
        return -given
    mean = own.weight * sum((count.share for count in others), Fraction()) / len(others)
    return floor(mean + Fraction(1, 2)) - given
