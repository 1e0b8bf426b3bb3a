"""Who asks, what each role may do, and the one function that refuses."""

from dataclasses import dataclass
from enum import StrEnum

from sched_app.errors import Forbidden, NotFound, NotSignedIn


class ActorKind(StrEnum):
    """What kind of asker an actor is."""

    USER = "user"
    CUSTOMER = "customer"
    VISITOR = "visitor"
    SYSTEM = "system"


class Right(StrEnum):
    """What can be allowed."""

    READ_SLOTS = "read_slots"
    HOLD = "hold"
    BOOK = "book"
    INQUIRE = "inquire"
    MANAGE_BOOKING = "manage_booking"
    USE_ACCOUNT = "use_account"
    READ_BOOKINGS = "read_bookings"
    CHANGE_BOOKINGS = "change_bookings"
    READ_CUSTOMERS = "read_customers"
    EDIT_CUSTOMERS = "edit_customers"
    MANAGE_CUSTOMERS = "manage_customers"
    READ_MEETING_TYPES = "read_meeting_types"
    EDIT_MEETING_TYPES = "edit_meeting_types"
    READ_SCHEDULES = "read_schedules"
    EDIT_SCHEDULES = "edit_schedules"
    EXPLAIN = "explain"
    READ_ANALYTICS = "read_analytics"
    READ_MESSAGES = "read_messages"
    RESEND_MESSAGES = "resend_messages"
    READ_TEAM = "read_team"
    EDIT_TEAM = "edit_team"
    EDIT_WORKSPACE = "edit_workspace"
    READ_AUDIT = "read_audit"
    EDIT_SITE = "edit_site"
    ANSWER_INQUIRIES = "answer_inquiries"
    RUN_JOBS = "run_jobs"


class Scope(StrEnum):
    """How far a right reaches: every row of the workspace, or the actor's own."""

    ALL = "all"
    OWN = "own"


_ANYONE: dict[Right, Scope] = {
    Right.READ_SLOTS: Scope.ALL,
    Right.HOLD: Scope.ALL,
    Right.BOOK: Scope.ALL,
    Right.INQUIRE: Scope.ALL,
}
_ORGANIZER: dict[Right, Scope] = {
    **_ANYONE,
    Right.USE_ACCOUNT: Scope.ALL,
    Right.READ_BOOKINGS: Scope.OWN,
    Right.CHANGE_BOOKINGS: Scope.OWN,
    Right.READ_CUSTOMERS: Scope.OWN,
    Right.EDIT_CUSTOMERS: Scope.OWN,
    Right.READ_ANALYTICS: Scope.OWN,
    Right.READ_MEETING_TYPES: Scope.ALL,
    Right.READ_SCHEDULES: Scope.OWN,
    Right.EDIT_SCHEDULES: Scope.OWN,
    Right.EXPLAIN: Scope.ALL,
    Right.READ_TEAM: Scope.ALL,
}
_ADMIN: dict[Right, Scope] = {
    right: Scope.ALL for right in Right if right not in (Right.RUN_JOBS, Right.MANAGE_BOOKING)
}

# Role × right. What is not named here is denied.
RIGHTS: dict[str, dict[Right, Scope]] = {
    "owner": _ADMIN,
    "admin": {right: scope for right, scope in _ADMIN.items() if right is not Right.EDIT_WORKSPACE},
    "organizer": _ORGANIZER,
    "customer": {**_ANYONE, Right.MANAGE_BOOKING: Scope.OWN, Right.USE_ACCOUNT: Scope.OWN},
    "visitor": _ANYONE,
    "system": dict.fromkeys(Right, Scope.ALL),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. A user acts in one workspace; a customer by link acts on one booking.

    A customer who is signed in acts on what is theirs as a customer of one workspace: `address` is
    the one that they proved to read.
    """

    kind: ActorKind
    workspace_id: int | None = None
    user_id: int | None = None
    membership_id: int | None = None
    role: str = ""
    sign_in_id: int | None = None
    booking_id: int | None = None
    by_mail: bool = False
    customer_id: int | None = None
    address: str = ""
    browser_key: str = ""
    address_key: str = ""
    request_id: str = ""

    @property
    def acts_as(self) -> str:
        """The line of the rights table that applies."""
        return self.role if self.kind is ActorKind.USER else self.kind.value

    @property
    def id(self) -> int | None:
        """The row behind the actor, for the event log."""
        if self.kind is ActorKind.USER:
            return self.user_id
        return self.booking_id if self.customer_id is None else self.customer_id


SYSTEM = Actor(ActorKind.SYSTEM)


def visitor(*, browser_key: str = "", address_key: str = "", request_id: str = "") -> Actor:
    """Make the actor of someone of whom nothing is known."""
    return Actor(
        ActorKind.VISITOR,
        browser_key=browser_key,
        address_key=address_key,
        request_id=request_id,
    )


def scope(actor: Actor, right: Right, workspace_id: int) -> Scope | None:
    """Say how far an actor's right reaches in a workspace; None if there is none."""
    is_bound = actor.kind in (ActorKind.USER, ActorKind.CUSTOMER)
    if is_bound and actor.workspace_id != workspace_id:
        return _ANYONE.get(right)
    return RIGHTS.get(actor.acts_as, {}).get(right)


def require(
    actor: Actor,
    right: Right,
    workspace_id: int,
    *,
    host_ids: frozenset[int] | None = None,
    booking_id: int | None = None,
    customer_id: int | None = None,
) -> Scope:
    """Refuse unless the actor has the right, for these hosts or this booking where it is `own`.

    `customer_id` says whose the row is, for customers who are signed in.

    Raise NotSignedIn for a visitor, NotFound for a member of another workspace (who must not learn
    that the row exists), Forbidden for a member without the right.
    """
    reach = scope(actor, right, workspace_id)
    if reach is None:
        if actor.kind is ActorKind.USER:
            raise Forbidden() if actor.workspace_id == workspace_id else NotFound()
        raise NotSignedIn() if actor.kind is ActorKind.VISITOR else NotFound()
    if reach is Scope.OWN and not _is_own(actor, host_ids, booking_id, customer_id):
        raise NotFound() if actor.kind is ActorKind.CUSTOMER else Forbidden()
    return reach


def _is_own(
    actor: Actor,
    host_ids: frozenset[int] | None,
    booking_id: int | None,
    customer_id: int | None,
) -> bool:
    if actor.kind is ActorKind.CUSTOMER:
        by_link = booking_id is not None and booking_id == actor.booking_id
        return by_link or (customer_id is not None and customer_id == actor.customer_id)
    # A list is asked for without hosts: the caller narrows it by the scope that is returned.
    return host_ids is None or actor.membership_id in host_ids
