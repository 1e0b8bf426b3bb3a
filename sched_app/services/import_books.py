"""What an import did, and taking it back: only what has not been changed since."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.models.bookings import Booking
from sched_app.models.customer_imports import CustomerImport, CustomerImportRow, ImportStatus
from sched_app.models.customers import Customer, CustomerNote, CustomerTag
from sched_app.services import access, customers, events, search
from sched_app.services.access import Actor, Right

BATCH = 500
FILE_KEPT = timedelta(days=1)
UNDO_KEPT = timedelta(days=30)
UNDONE_BY = {ImportStatus.DONE.value, ImportStatus.UNDOING.value}
FILLED = ("name", "email", "phone")


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import, how far it is, and whether it can still be undone."""

    id: str
    status: str
    total: int
    position: int
    created: int
    changed: int
    skipped: int
    created_at: datetime
    can_undo: bool
    can_go_on: bool


def undo(session: Session, public_id: str, *, actor: Actor, now: datetime) -> ImportView:
    """Take the next customers of an import back; who was changed since, or booked, stays."""
    row = find(session, public_id, actor, lock=True)
    if row.status not in UNDONE_BY:
        raise Conflict("problem.import_not_undone")
    row.status = ImportStatus.UNDOING.value
    some = session.exec(
        select(CustomerImportRow)
        .where(CustomerImportRow.import_id == row.id)
        .order_by(col(CustomerImportRow.id))
        .limit(BATCH)
    ).all()
    people = {
        one.id or 0: one
        for one in session.exec(
            select(Customer)
            .where(col(Customer.id).in_([each.customer_id for each in some]))
            .with_for_update()
        )
    }
    were = marks(session, people.values())
    busy = _busy(session, row.workspace_id, list(people))
    gone: list[int] = []
    for each in some:
        person = people[each.customer_id]
        if were[each.customer_id] == each.mark:
            if each.before:
                _restore(session, person, each.before, now)
                row.changed -= 1
            elif each.customer_id not in busy:
                gone.append(each.customer_id)
                row.created -= 1
        session.delete(each)
    session.flush()
    _remove(session, gone, row, actor, now)
    search.index(session, people.keys() - set(gone))
    if len(some) < BATCH:
        row.status = ImportStatus.UNDONE.value
        record(session, row, "customers.import_undone", actor, now)
    session.add(row)
    session.flush()
    return view(row)


def forget_old(session: Session, *, now: datetime) -> int:
    """Forget files that nobody imported within a day, and what undoing needs after a month."""
    run = session.connection().execute
    files = run(
        sa.delete(CustomerImport).where(
            col(CustomerImport.status) == ImportStatus.UPLOADED.value,
            col(CustomerImport.created_at) < now - FILE_KEPT,
        )
    )
    stopped = run(
        sa.update(CustomerImport)
        .where(
            col(CustomerImport.status) == ImportStatus.RUNNING.value,
            col(CustomerImport.created_at) < now - FILE_KEPT,
        )
        .values(status=ImportStatus.DONE.value, content=None, finished_at=now)
    )
    old = sa.select(col(CustomerImport.id)).where(col(CustomerImport.created_at) < now - UNDO_KEPT)
    rows = run(sa.delete(CustomerImportRow).where(col(CustomerImportRow.import_id).in_(old)))
    return files.rowcount + stopped.rowcount + rows.rowcount


def _restore(session: Session, person: Customer, before: dict[str, Any], now: datetime) -> None:
    for name in FILLED:
        setattr(person, name, before[name])
    person.name_key, person.changed_at = customers.sort_key(person.name), now
    session.add(person)
    kept = [search.fold(tag) for tag in before["tags"]]
    session.connection().execute(
        sa.delete(CustomerTag).where(
            col(CustomerTag.customer_id) == person.id, col(CustomerTag.tag_key).not_in(kept)
        )
    )


def _remove(
    session: Session, ids: list[int], row: CustomerImport, actor: Actor, now: datetime
) -> None:
    for key in ids:
        person = session.get_one(Customer, key)
        facts = {"import": row.id}
        customers.record(session, person, "customer_removed", actor=actor, now=now, facts=facts)
    # Tags and what is found go with them.
    session.connection().execute(sa.delete(Customer).where(col(Customer.id).in_(ids)))
    for key in ids:
        session.expunge(session.get_one(Customer, key))


def _busy(session: Session, workspace_id: int, ids: list[int]) -> set[int]:
    """Give who has bookings or notes by now."""
    found: set[int] = set()
    for table in (Booking, CustomerNote):
        key: Any = col(table.customer_id)
        asked = sa.select(key).where(
            col(table.workspace_id) == workspace_id,
            key.in_(ids),
        )
        found |= set(session.connection().execute(asked.distinct()).scalars())
    return found


def marks(session: Session, people: Iterable[Customer]) -> dict[int, str]:
    """Hash what is known of customers, by which a later change is noticed."""
    rows = list(people)
    tags = tags_of(session, [row.id or 0 for row in rows])
    return {
        row.id or 0: hashlib.sha256(
            json.dumps([row.name, row.email, row.phone, tags.get(row.id or 0, [])]).encode()
        ).hexdigest()
        for row in rows
    }


def tags_of(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Give the tags of customers."""
    found: dict[int, list[str]] = {}
    asked = select(CustomerTag).where(col(CustomerTag.customer_id).in_(ids))
    for tag in session.exec(asked.order_by(col(CustomerTag.tag_key))):
        found.setdefault(tag.customer_id, []).append(tag.tag)
    return found


def record(session: Session, row: CustomerImport, what: str, actor: Actor, now: datetime) -> None:
    """Write an event about an import, with its counts."""
    events.record(
        session,
        what,
        "customer_import",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        facts={"created": row.created, "changed": row.changed, "skipped": row.skipped},
    )


def view(row: CustomerImport) -> ImportView:
    """Show an import."""
    return ImportView(
        id=row.public_id,
        status=row.status,
        total=row.total,
        position=row.position,
        created=row.created,
        changed=row.changed,
        skipped=row.skipped,
        created_at=row.created_at,
        can_undo=row.status in UNDONE_BY,
        can_go_on=row.status == ImportStatus.RUNNING.value,
    )


def find(session: Session, public_id: str, actor: Actor, *, lock: bool = False) -> CustomerImport:
    """Find an import of the actor's workspace; raise NotFound."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.MANAGE_CUSTOMERS, workspace_id)
    asked = select(CustomerImport).where(
        CustomerImport.public_id == public_id, CustomerImport.workspace_id == workspace_id
    )
    row = session.exec(asked.with_for_update() if lock else asked).first()
    if row is None:
        raise NotFound()
    return row
