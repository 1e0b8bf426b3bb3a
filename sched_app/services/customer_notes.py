"""Notes and tags of customers: written, changed, taken away and brought back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, Forbidden, NotFound
from sched_app.models.customers import (
    NOTE_LONGEST,
    TAG_LONGEST,
    Customer,
    CustomerNote,
    CustomerTag,
)
from sched_app.services import access, customers, search
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.forms import Checks

TAGS_MOST = 20
KEPT_FOR = timedelta(days=1)  # So long a removed note can be brought back.


def add_note(
    session: Session, public_id: str, text: str, *, actor: Actor, now: datetime
) -> CustomerNote:
    """Write a note about a customer."""
    row = _customer(session, public_id, actor)
    note = CustomerNote(
        workspace_id=row.workspace_id,
        customer_id=row.id or 0,
        membership_id=actor.membership_id or 0,
        text=_checked(text),
        created_at=now,
    )
    session.add(note)
    session.flush()
    _record(session, row, note, "note_added", actor, now)
    return note


def change_note(
    session: Session, note_public_id: str, text: str, *, actor: Actor, now: datetime
) -> CustomerNote:
    """Write a note anew; others' notes only with the right to all customers."""
    row, note = _own_note(session, note_public_id, actor)
    note.text, note.changed_at = _checked(text), now
    session.add(note)
    session.flush()
    _record(session, row, note, "note_changed", actor, now)
    return note


def remove_note(session: Session, note_public_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a note away; for a day it can be brought back."""
    row, note = _own_note(session, note_public_id, actor)
    if note.removed_at is None:
        note.removed_at = now
        session.add(note)
        session.flush()
        _record(session, row, note, "note_removed", actor, now)


def restore_note(session: Session, note_public_id: str, *, actor: Actor, now: datetime) -> None:
    """Bring a note back that was removed."""
    row, note = _own_note(session, note_public_id, actor)
    if note.removed_at is not None:
        note.removed_at = None
        session.add(note)
        session.flush()
        _record(session, row, note, "note_restored", actor, now)


def forget_removed(session: Session, *, now: datetime) -> int:
    """Delete the notes that were removed more than a day ago; give how many."""
    gone = session.connection().execute(
        sa.delete(CustomerNote).where(col(CustomerNote.removed_at) < now - KEPT_FOR)
    )
    return gone.rowcount


def add_tag(session: Session, public_id: str, tag: str, *, actor: Actor, now: datetime) -> None:
    """Mark a customer with a tag; one that is there already stays as it is written."""
    row = _customer(session, public_id, actor)
    if put_tags(session, row, [checked_tag(tag)]):
        search.index(session, [row.id or 0])
        customers.record(session, row, "customer.changed", actor=actor, now=now, fields=["tags"])


def remove_tag(session: Session, public_id: str, tag: str, *, actor: Actor, now: datetime) -> None:
    """Take a tag from a customer."""
    row = _customer(session, public_id, actor)
    gone = session.connection().execute(
        sa.delete(CustomerTag).where(
            col(CustomerTag.customer_id) == row.id, col(CustomerTag.tag_key) == search.fold(tag)
        )
    )
    if gone.rowcount:
        search.index(session, [row.id or 0])
        customers.record(session, row, "customer.changed", actor=actor, now=now, fields=["tags"])


def put_tags(session: Session, row: Customer, tags: list[str]) -> int:
    """Add checked tags that a customer does not have yet; give how many. Index them afterwards."""
    known = set(
        session.exec(select(CustomerTag.tag_key).where(CustomerTag.customer_id == row.id)).all()
    )
    added = 0
    for tag in tags:
        key = search.fold(tag)
        if key in known:
            continue
        if len(known) >= TAGS_MOST:
            raise Conflict("problem.too_many_tags", most=TAGS_MOST)
        known.add(key)
        added += 1
        session.add(
            CustomerTag(
                workspace_id=row.workspace_id, customer_id=row.id or 0, tag=tag, tag_key=key
            )
        )
    session.flush()
    return added


def checked_tag(tag: str, field: str = "tag") -> str:
    """Check one tag: a line without commas, which part tags in files; raise Invalid."""
    checks = Checks()
    clean = checks.line(field, tag, TAG_LONGEST)
    if "," in clean or not search.fold(clean):
        checks.fault(field, "field.tag")
    checks.finish()
    return clean


def _checked(text: str) -> str:
    checks = Checks()
    clean = checks.text("text", text, NOTE_LONGEST, required=True)
    checks.finish()
    return clean


def _customer(session: Session, public_id: str, actor: Actor) -> Customer:
    row = customers.find(session, public_id, actor, Right.EDIT_CUSTOMERS, lock=True)
    customers.require_present(row)
    return row


def _own_note(session: Session, public_id: str, actor: Actor) -> tuple[Customer, CustomerNote]:
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.EDIT_CUSTOMERS, workspace_id)
    note = session.exec(
        select(CustomerNote).where(
            CustomerNote.public_id == public_id, CustomerNote.workspace_id == workspace_id
        )
    ).first()
    if note is None:
        raise NotFound()
    row = session.get_one(Customer, note.customer_id)
    hosts = customers.hosts_of(session, row)
    access.require(actor, Right.EDIT_CUSTOMERS, workspace_id, host_ids=hosts)
    if reach is Scope.OWN and note.membership_id != actor.membership_id:
        raise Forbidden()
    return row, note


def _record(
    session: Session, row: Customer, note: CustomerNote, what: str, actor: Actor, now: datetime
) -> None:
    facts = {"note": note.id}
    customers.record(session, row, f"customer.{what}", actor=actor, now=now, facts=facts)
