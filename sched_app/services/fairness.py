"""The round robin's books, told: who got how many turns, whether that is even, and why not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, select

from sched_app.models.bookings import Assignment
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost, Routing
from sched_app.models.workspaces import Membership, User
from sched_app.services import access, assignments
from sched_app.services.access import Actor, Right

LATEST = 20
MOST_TYPES = 30


@dataclass(frozen=True, slots=True)
class ShareView:
    """One host's turns: given, taken back, the head start, and how the latest ones went.

    `part` is what routing compares: the turns that weigh, for one of weight. Of the latest turns of
    the type `free` saw the host free, `got` went to them, and `alone` of those when nobody else was
    free or they were named.
    """

    member_public_id: str
    name: str
    priority: int
    assigned: int
    credited: int
    head_start: int
    free: int
    got: int
    alone: int
    weight: int = 1

    @property
    def part(self) -> Fraction:
        """The turns that weigh, for one of weight."""
        return Fraction(self.load, self.weight)

    @property
    def load(self) -> int:
        """The turns that weigh."""
        return self.assigned - self.credited + self.head_start


@dataclass(frozen=True, slots=True)
class FairnessView:
    """The books of one meeting type; `latest` turns were looked at.

    `verdict` is `none`, `even`, `catching_up` or `uneven`; `next_name` is who gets the next booking
    if everyone is free.
    """

    public_id: str
    name: str
    routing: str
    shares: tuple[ShareView, ...]
    latest: int
    verdict: str
    next_name: str

    @property
    def behind(self) -> tuple[ShareView, ...]:
        """The hosts who have fewer turns than their due, by more than one turn explains."""
        return _behind(self.shares)


def books(session: Session, *, actor: Actor) -> list[FairnessView]:
    """Show the books of each meeting type that several hosts take turns in; open to the team."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    kinds = session.exec(
        select(MeetingType)
        .where(
            MeetingType.workspace_id == actor.workspace_id,
            col(MeetingType.routing).in_(assignments.COUNTED),
            col(MeetingType.archived_at).is_(None),
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
        .limit(MOST_TYPES)
    ).all()
    found = [_books(session, kind) for kind in kinds]
    return [one for one in found if len(one.shares) > 1]


def _books(session: Session, kind: MeetingType) -> FairnessView:
    hosts = session.exec(
        select(MeetingTypeHost, Membership.public_id, User.name)
        .join(Membership, col(Membership.id) == col(MeetingTypeHost.membership_id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(MeetingTypeHost.meeting_type_id == kind.id, col(MeetingTypeHost.left_at).is_(None))
        .order_by(col(MeetingTypeHost.priority).desc(), col(MeetingTypeHost.membership_id))
    ).all()
    latest = session.exec(
        select(Assignment)
        .where(Assignment.meeting_type_id == kind.id)
        .order_by(col(Assignment.id).desc())
        .limit(LATEST)
    ).all()
    free: Counter[int] = Counter(int(host) for turn in latest for host in turn.counts)
    got = Counter(turn.membership_id for turn in latest)
    alone = Counter(turn.membership_id for turn in latest if len(turn.counts) == 1)
    is_ranked = kind.routing == Routing.PRIORITY.value
    shares = tuple(
        ShareView(
            member_public_id=public_id,
            name=name,
            priority=host.priority if is_ranked else 0,
            assigned=host.assigned,
            credited=host.credited,
            head_start=host.head_start,
            free=free[host.membership_id],
            got=got[host.membership_id],
            alone=alone[host.membership_id],
            weight=host.weight,
        )
        for host, public_id, name in hosts
    )
    return FairnessView(
        public_id=kind.public_id,
        name=kind.name,
        routing=kind.routing,
        shares=shares,
        latest=len(latest),
        verdict=verdict(shares, len(latest)),
        next_name=min(shares, key=lambda one: (-one.priority, one.part)).name if shares else "",
    )


def verdict(shares: Sequence[ShareView], latest: int) -> str:
    """Judge books: even if equals differ by one turn at most, each for their weight.

    Where those behind were free for each of the latest turns, or for none at all yet, they are
    catching up; else they were not free as often, which no routing can even out.
    """
    if not any(one.assigned for one in shares):
        return "none"
    behind = _behind(shares)
    if not behind:
        return "even"
    return "catching_up" if all(one.free == latest for one in behind) else "uneven"


def _behind(shares: Sequence[ShareView]) -> tuple[ShareView, ...]:
    """List who is further behind the most loaded of their priority than one turn of anyone."""
    found = []
    for one in shares:
        equals = [two for two in shares if two.priority == one.priority]
        step = Fraction(1, min(two.weight for two in equals))
        if max(two.part for two in equals) - one.part > step:
            found.append(one)
    return tuple(found)
