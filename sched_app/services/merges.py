"""Makes one customer of two: what is kept, what is not, and what moves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.bookings import Booking
from sched_app.models.customer_imports import CustomerImportRow
from sched_app.models.customers import Customer, CustomerNote, CustomerTag
from sched_app.services import customer_notes, customers, search
from sched_app.services.access import Actor, Right

FIELDS = ("name", "email", "phone", "timezone", "locale")
# Every table whose rows go over to the one who stays; tags are joined, and what is found follows.
MOVED: tuple[Any, ...] = (Booking, CustomerNote, CustomerImportRow)


@dataclass(frozen=True, slots=True)
class FieldView:
    """What the merged customer has in a field, and what of the other is not kept."""

    name: str
    kept: str
    lost: str


@dataclass(frozen=True, slots=True)
class MergeView:
    """What a merge would do: the fields, and how much goes over."""

    kept_name: str
    gone_name: str
    fields: tuple[FieldView, ...]
    bookings: int
    notes: int
    tags: tuple[str, ...]


def preview(session: Session, kept_id: str, gone_id: str, *, actor: Actor) -> MergeView:
    """Tell what merging the second customer into the first would keep; change nothing."""
    kept, gone = _both(session, kept_id, gone_id, actor, lock=False)
    fields = []
    for name in FIELDS:
        mine, theirs = getattr(kept, name) or "", getattr(gone, name) or ""
        lost = theirs if mine and theirs != mine else ""
        if mine or theirs:
            fields.append(FieldView(name, mine or theirs, lost))
    known = set(_tags(session, kept).values())
    return MergeView(
        kept.name,
        gone.name,
        tuple(fields),
        bookings=_count(session, Booking, gone),
        notes=_count(session, CustomerNote, gone),
        tags=tuple(tag for tag, key in _tags(session, gone).items() if key not in known),
    )


def merge(session: Session, kept_id: str, gone_id: str, *, actor: Actor, now: datetime) -> Customer:
    """Merge the second customer into the first, for good: the emptied row only says into whom."""
    kept, gone = _both(session, kept_id, gone_id, actor, lock=True)
    values = {name: getattr(kept, name) or getattr(gone, name) for name in FIELDS}
    values["email_key"] = kept.email_key or gone.email_key
    tags = list(_tags(session, gone))
    person, proven = gone.user_id, gone.email_key
    customers.empty(session, gone, now=now)
    gone.merged_into_id = kept.id
    session.add(gone)
    session.flush()
    run = session.connection().execute
    for table in MOVED:
        of_gone = (table.workspace_id == gone.workspace_id, table.customer_id == gone.id)
        run(sa.update(table).where(*of_gone).values(customer_id=kept.id))
    run(sa.delete(CustomerTag).where(col(CustomerTag.customer_id) == gone.id))
    merged_before = (
        col(Customer.workspace_id) == gone.workspace_id,
        col(Customer.merged_into_id) == gone.id,
    )
    run(sa.update(Customer).where(*merged_before).values(merged_into_id=kept.id))
    customer_notes.put_tags(session, kept, tags)
    for name, value in values.items():
        setattr(kept, name, value)
    if kept.user_id is None and proven and kept.email_key == proven:
        kept.user_id = person
    kept.changed_at = now
    session.add(kept)
    session.flush()
    search.index(session, [kept.id or 0])
    facts = {"kept": kept.id, "gone": gone.id}
    for row in (kept, gone):
        customers.record(session, row, "customer.merged", actor=actor, now=now, facts=facts)
    return kept


def _both(
    session: Session, kept_id: str, gone_id: str, actor: Actor, *, lock: bool
) -> tuple[Customer, Customer]:
    # In the order of their ids, so that two merges of the same pair wait for each other.
    found = {
        public_id: customers.find(session, public_id, actor, Right.MANAGE_CUSTOMERS, lock=lock)
        for public_id in sorted({kept_id, gone_id})
    }
    if len(found) < 2:
        raise Conflict("problem.merge_same")
    for row in found.values():
        customers.require_present(row)
    return found[kept_id], found[gone_id]


def _tags(session: Session, row: Customer) -> dict[str, str]:
    rows = session.exec(
        select(CustomerTag.tag, CustomerTag.tag_key)
        .where(CustomerTag.customer_id == row.id)
        .order_by(col(CustomerTag.tag_key))
    )
    return dict(rows.all())


def _count(session: Session, table: Any, row: Customer) -> int:
    asked = sa.select(sa.func.count()).where(
        table.workspace_id == row.workspace_id, table.customer_id == row.id
    )
    if table is CustomerNote:
        asked = asked.where(col(CustomerNote.removed_at).is_(None))
    return int(session.connection().execute(asked).scalar_one())
