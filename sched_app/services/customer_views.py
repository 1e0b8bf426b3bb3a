"""Shows customers: pages of them by name, found as one types, and one with what belongs to them."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Invalid
from sched_app.models.bookings import Booking, BookingStatus
from sched_app.models.customers import Customer, CustomerNote, CustomerTag
from sched_app.models.workspaces import Membership, User
from sched_app.services import access, appointments, customer_links, customers, search
from sched_app.services.access import Actor, Right, Scope

PAGE_MOST = 100
TAGS_SHOWN = 200
OFF = (BookingStatus.CANCELLED.value, BookingStatus.DECLINED.value, BookingStatus.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list, with their bookings that its reader may see."""

    id: str
    name: str
    email: str
    phone: str
    tags: tuple[str, ...]
    bookings: int
    last_at: datetime | None
    next_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers, and where the next ones begin."""

    items: tuple[CustomerRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, who wrote it and when; `may_change` if its reader may."""

    id: str
    text: str
    author: str
    created_at: datetime
    changed_at: datetime | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class CountsView:
    """How many bookings a customer has, and how they ended."""

    booked: int
    coming: int
    completed: int
    no_show: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer with tags, notes and counts, as the reader may see them."""

    id: str
    name: str
    email: str
    phone: str
    timezone: str
    locale: str
    tags: tuple[str, ...]
    notes: tuple[NoteView, ...]
    counts: CountsView
    unlinked: int
    created_at: datetime
    erased_at: datetime | None
    merged_into: str
    may_edit: bool
    may_manage: bool

    @property
    def public_id(self) -> str:
        """The same as `id`: what created it is named by."""
        return self.id


def list_page(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
    tag: str = "",
    limit: int = 25,
    cursor: str | None = None,
) -> CustomerPage:
    """List customers by name: all, or those in whom each of the words stands; of one tag if given.

    An organizer sees their own. Raise Invalid for a cursor that is none of ours.
    """
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_CUSTOMERS, workspace_id)
    limit = max(1, min(limit, PAGE_MOST))
    after = _read_cursor(cursor) if cursor else None
    is_search = bool(search.split(words))
    key = search.customer_id() if is_search else col(Customer.id)
    narrowed = _narrowed(session, key, workspace_id, reach, actor, tag)
    if is_search:
        found = search.find(
            session, workspace_id, words, narrowed=narrowed[0], after=after, limit=limit + 1
        )
    else:
        found = _by_name(session, workspace_id, narrowed, after, limit + 1)
    ids = [key for key, _ in found[:limit]]
    items = _rows(session, ids, actor if reach is Scope.OWN else None, now)
    more = len(found) > limit
    return CustomerPage(tuple(items), _cursor(*found[limit - 1]) if more else None)


def count(session: Session, *, actor: Actor) -> int:
    """Count the customers that the actor may see."""
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_CUSTOMERS, workspace_id)
    asked = sa.select(sa.func.count()).where(
        col(Customer.workspace_id) == workspace_id, col(Customer.erased_at).is_(None)
    )
    if reach is Scope.OWN:
        asked = asked.where(customers.owned_by(session, actor, col(Customer.id)))
    return int(session.connection().execute(asked).scalar_one())


def tags(session: Session, *, actor: Actor) -> tuple[str, ...]:
    """List the tags in use among the customers that the actor may see, by name."""
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_CUSTOMERS, workspace_id)
    asked = sa.select(sa.func.max(col(CustomerTag.tag))).where(
        col(CustomerTag.workspace_id) == workspace_id
    )
    if reach is Scope.OWN:
        asked = asked.where(customers.owned_by(session, actor, col(CustomerTag.customer_id)))
    asked = asked.group_by(col(CustomerTag.tag_key)).order_by(col(CustomerTag.tag_key))
    return tuple(session.connection().execute(asked.limit(TAGS_SHOWN)).scalars())


def get(session: Session, public_id: str, *, actor: Actor, now: datetime) -> CustomerView:
    """Show a customer; raise NotFound, also for another workspace's."""
    row = customers.find(session, public_id, actor, Right.READ_CUSTOMERS)
    return view(session, row, actor=actor, now=now)


def view(session: Session, row: Customer, *, actor: Actor, now: datetime) -> CustomerView:
    """Show a customer to someone who was already allowed it."""
    into = session.get_one(Customer, row.merged_into_id) if row.merged_into_id else None
    is_there = row.erased_at is None
    given = (row.email, row.phone, row.timezone, row.locale)
    email, phone, timezone, locale = (value or "" for value in given)
    return CustomerView(
        id=row.public_id,
        name=row.name,
        email=email,
        phone=phone,
        timezone=timezone,
        locale=locale,
        tags=_tags_of(session, [row.id or 0]).get(row.id or 0, ()),
        notes=_notes(session, row, actor),
        counts=_counts(session, row, actor, now),
        unlinked=len(customer_links.unlinked(session, row, actor=actor)) if is_there else 0,
        created_at=row.created_at,
        erased_at=row.erased_at,
        merged_into=into.public_id if into else "",
        may_edit=is_there
        and access.scope(actor, Right.EDIT_CUSTOMERS, row.workspace_id) is not None,
        may_manage=is_there
        and access.scope(actor, Right.MANAGE_CUSTOMERS, row.workspace_id) is not None,
    )


def _narrowed(
    session: Session, key: Any, workspace_id: int, reach: Scope, actor: Actor, tag: str
) -> tuple[list[Any], bool]:
    """Give the conditions on a customer's key, and whether they name few customers."""
    conditions, are_few = [], False
    if tag:
        tagged = sa.select(col(CustomerTag.customer_id)).where(
            col(CustomerTag.workspace_id) == workspace_id,
            col(CustomerTag.tag_key) == search.fold(tag),
        )
        ids = search.few(session, tagged)
        conditions.append(key.in_(tagged if ids is None else ids))
        are_few = ids is not None
    if reach is Scope.OWN:
        conditions.append(customers.owned_by(session, actor, key))
    return conditions, are_few


def _by_name(
    session: Session,
    workspace_id: int,
    narrowed: tuple[list[Any], bool],
    after: tuple[str, int] | None,
    limit: int,
) -> list[tuple[int, str]]:
    key, name = col(Customer.id), col(Customer.name_key)
    conditions, are_few = narrowed
    workspace = search.by_key(Customer) if are_few else col(Customer.workspace_id)
    asked = sa.select(key, name).where(
        workspace == workspace_id, col(Customer.erased_at).is_(None), *conditions
    )
    if after is not None:
        place = sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        asked = asked.where(sa.tuple_(name, key) > place)
    found = session.connection().execute(asked.order_by(name, key).limit(limit))
    return [(row[0] or 0, row[1]) for row in found]


def _rows(
    session: Session, ids: Sequence[int], host: Actor | None, now: datetime
) -> list[CustomerRow]:
    """Make rows in the given order, with three more statements, however many customers."""
    if not ids:
        return []
    found = {row.id: row for row in session.exec(select(Customer).where(col(Customer.id).in_(ids)))}
    tags_of = _tags_of(session, ids)
    begins, takes = col(Booking.starts_at), col(Booking.status).not_in(OFF)
    asked = (
        sa.select(
            col(Booking.customer_id),
            sa.func.count(),
            sa.func.max(sa.case((sa.and_(begins <= now, takes), begins))),
            sa.func.min(sa.case((sa.and_(begins > now, takes), begins))),
        )
        .where(
            col(Booking.workspace_id) == next(iter(found.values())).workspace_id,
            col(Booking.customer_id).in_(ids),
        )
        .group_by(col(Booking.customer_id))
    )
    if host is not None:
        asked = asked.where(customer_links.hosted_by(host.membership_id))
    counted = {row[0]: row[1:] for row in session.connection().execute(asked)}
    rows = []
    for key in ids:
        row = found[key]
        count, last_at, next_at = counted.get(key, (0, None, None))
        rows.append(
            CustomerRow(
                id=row.public_id,
                name=row.name,
                email=row.email or "",
                phone=row.phone or "",
                tags=tags_of.get(key, ()),
                bookings=count,
                last_at=last_at,
                next_at=next_at,
                created_at=row.created_at,
            )
        )
    return rows


def _tags_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    asked = select(CustomerTag).where(col(CustomerTag.customer_id).in_(ids))
    for tag in session.exec(asked.order_by(col(CustomerTag.tag_key))):
        found[tag.customer_id] = (*found.get(tag.customer_id, ()), tag.tag)
    return found


def _notes(session: Session, row: Customer, actor: Actor) -> tuple[NoteView, ...]:
    found = session.execute(
        sa.select(CustomerNote, col(User.name))
        .join(Membership, col(Membership.id) == col(CustomerNote.membership_id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(CustomerNote.customer_id) == row.id, col(CustomerNote.removed_at).is_(None))
        .order_by(col(CustomerNote.id).desc())
        .limit(PAGE_MOST)
    )
    reach = access.scope(actor, Right.EDIT_CUSTOMERS, row.workspace_id)
    return tuple(
        NoteView(
            id=note.public_id,
            text=note.text,
            author=author,
            created_at=note.created_at,
            changed_at=note.changed_at,
            may_change=reach is Scope.ALL
            or (reach is Scope.OWN and note.membership_id == actor.membership_id),
        )
        for note, author in found
    )


def _counts(session: Session, row: Customer, actor: Actor, now: datetime) -> CountsView:
    status, is_open = col(Booking.status), col(Booking.status).in_(list(appointments.OPEN))

    def times(condition: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    asked = sa.select(
        sa.func.count(),
        times(sa.and_(is_open, col(Booking.ends_at) > now)),
        times(status == BookingStatus.COMPLETED.value),
        times(status == BookingStatus.NO_SHOW.value),
        times(status == BookingStatus.CANCELLED.value),
    ).where(col(Booking.workspace_id) == row.workspace_id, col(Booking.customer_id) == row.id)
    if access.scope(actor, Right.READ_CUSTOMERS, row.workspace_id) is Scope.OWN:
        asked = asked.where(customer_links.hosted_by(actor.membership_id))
    return CountsView(*map(int, session.connection().execute(asked).one()))


def _cursor(key: int, name_key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([name_key, key]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, int]:
    try:
        name_key, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error) as fault:
        raise Invalid({"cursor": "field.cursor"}) from fault
    if not isinstance(name_key, str) or not isinstance(key, int) or not 0 <= key < 2**63:
        raise Invalid({"cursor": "field.cursor"})
    return name_key.replace("\x00", ""), key
