"""Brings lists of customers in: a file, what its columns are, a dry run, the import, its undoing.

Rows are imported some hundred at a time, each batch in one transaction, so that nobody's booking
waits; one that was cut off goes on where it stood.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.customer_imports import CustomerImport, CustomerImportRow, ImportStatus
from sched_app.models.customers import Customer
from sched_app.services import access, customer_notes, customers, import_books, import_files, search
from sched_app.services.access import Actor, Right
from sched_app.services.import_books import ImportView
from sched_app.services.import_files import Fault, Line

BATCH = import_books.BATCH
FAULTS_SHOWN = 50
LISTED = 10


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a file: its head, its first cells, what it is taken for."""

    head: str
    examples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row, by field."""

    number: int
    faults: dict[str, Fault]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do; the first faults are told one by one."""

    create: int
    change: int
    skip: int
    faulty: int
    faults: tuple[RowFault, ...]


def upload(session: Session, content: bytes, *, actor: Actor, now: datetime) -> str:
    """Keep a file to be imported; raise Invalid if it cannot be read. Give its public id."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.MANAGE_CUSTOMERS, workspace_id)
    table = import_files.read(content)
    row = CustomerImport(
        workspace_id=workspace_id,
        membership_id=actor.membership_id or 0,
        content=content,
        mapping=import_files.guess(table.head),
        total=len(table.rows),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.public_id


def columns(session: Session, public_id: str, *, actor: Actor) -> tuple[ColumnView, ...]:
    """Show a file's columns, and what they are taken for."""
    row = import_books.find(session, public_id, actor)
    table = import_files.read(_content(row))
    return tuple(
        ColumnView(head, tuple(cells[place] for cells in table.rows[:3] if cells[place]), field)
        for place, (head, field) in enumerate(zip(table.head, row.mapping, strict=True))
    )


def dry_run(
    session: Session, public_id: str, mapping: Sequence[str], *, updates: bool, actor: Actor
) -> DryRun:
    """Tell what an import would do, changing nothing; raise Invalid for an impossible mapping."""
    row = import_books.find(session, public_id, actor)
    table = import_files.read(_content(row))
    chosen = import_files.check_mapping(mapping, len(table.head))
    create = change = skip = faulty = 0
    faults: list[RowFault] = []
    seen: set[str] = set()
    for begin in range(0, len(table.rows), BATCH):
        some = list(import_files.lines(table, chosen, begin, begin + BATCH))
        known = _known(session, row.workspace_id, some)
        for line in some:
            key = import_files.key_of(line.form)
            wrong = dict(line.faults)
            if not wrong and key and key in seen:
                wrong = {"email": ("field.import_twice", {})}
            seen.add(key)
            if wrong:
                faulty += 1
                if len(faults) < FAULTS_SHOWN:
                    faults.append(RowFault(line.number, wrong))
            elif key not in known:
                create += 1
            else:
                change, skip = change + updates, skip + (not updates)
    return DryRun(create, change, skip, faulty, tuple(faults))


def start(
    session: Session,
    public_id: str,
    mapping: Sequence[str],
    *,
    updates: bool,
    actor: Actor,
    now: datetime,
) -> ImportView:
    """Begin an import with what its columns are; `updates` changes customers that are known."""
    row = import_books.find(session, public_id, actor, lock=True)
    if row.status != ImportStatus.UPLOADED.value:
        raise Conflict("problem.import_begun")
    table = import_files.read(_content(row))
    row.mapping = import_files.check_mapping(mapping, len(table.head))
    row.updates, row.status = updates, ImportStatus.RUNNING.value
    session.add(row)
    session.flush()
    import_books.record(session, row, "customers.import_begun", actor, now)
    return import_books.view(row)


def go_on(session: Session, public_id: str, *, actor: Actor, now: datetime) -> ImportView:
    """Import the next rows; after the last the file is forgotten. Nothing happens once it is done.

    Rows with faults are left out, and so is who stands in the file twice.
    """
    row = import_books.find(session, public_id, actor, lock=True)
    if row.status != ImportStatus.RUNNING.value:
        return import_books.view(row)
    table = import_files.read(_content(row))
    some = list(import_files.lines(table, row.mapping, row.position, row.position + BATCH))
    known = _known(session, row.workspace_id, some)
    done: set[int] = set(_of_import(session, row))
    fresh: list[tuple[Customer, Line]] = []
    touched: list[tuple[Customer, dict[str, Any]]] = []
    for line in some:
        key = import_files.key_of(line.form)
        found = known.get(key) if key else None
        if line.faults or (found is not None and (not row.updates or found.id in done)):
            row.skipped += 1
        elif found is None:
            made = Customer(
                workspace_id=row.workspace_id, created_at=now, **customers.columns(line.form)
            )
            session.add(made)
            fresh.append((made, line))
            if key:
                known[key] = made
        elif found.id is None:
            row.skipped += 1  # It stood in this file a few rows before.
        else:
            touched.append((found, _change(session, found, line)))
            done.add(found.id)
    session.flush()
    for made, line in fresh:
        customer_notes.put_tags(session, made, list(line.tags))
    _keep(session, row, [(made, {}) for made, _ in fresh] + touched, actor, now)
    row.created += len(fresh)
    row.changed += len(touched)
    row.position += len(some)
    if row.position >= row.total:
        row.status, row.content, row.finished_at = ImportStatus.DONE.value, None, now
        import_books.record(session, row, "customers.imported", actor, now)
    session.add(row)
    session.flush()
    return import_books.view(row)


def drop(session: Session, public_id: str, *, actor: Actor) -> None:
    """Forget a file that was not imported yet."""
    row = import_books.find(session, public_id, actor, lock=True)
    if row.status == ImportStatus.UPLOADED.value:
        session.delete(row)
        session.flush()


def listed(session: Session, *, actor: Actor) -> tuple[ImportView, ...]:
    """List the last imports, the newest first."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.MANAGE_CUSTOMERS, workspace_id)
    found = session.exec(
        select(CustomerImport)
        .where(
            CustomerImport.workspace_id == workspace_id,
            CustomerImport.status != ImportStatus.UPLOADED.value,
        )
        .order_by(col(CustomerImport.id).desc())
        .limit(LISTED)
    )
    return tuple(import_books.view(row) for row in found)


def _content(row: CustomerImport) -> bytes:
    if row.content is None:
        raise Conflict("problem.import_begun")
    return row.content


def _known(session: Session, workspace_id: int, some: Sequence[Line]) -> dict[str, Customer]:
    """Find the customers that rows are about: by address, else by name and phone."""
    keys = [import_files.key_of(line.form) for line in some if line.form.email]
    phones = [line.form.phone for line in some if line.form.phone and not line.form.email]
    ours = (col(Customer.workspace_id) == workspace_id, col(Customer.erased_at).is_(None))
    of_address = select(Customer).where(*ours, col(Customer.email_key).in_(keys))
    found = {row.email_key or "": row for row in session.exec(of_address)}
    if phones:
        names = [customers.sort_key(line.form.name) for line in some if not line.form.email]
        of_name = select(Customer).where(
            *ours, col(Customer.name_key).in_(names), col(Customer.phone).in_(phones)
        )
        found |= {f"{row.name_key} {row.phone}": row for row in session.exec(of_name)}
    return found


def _of_import(session: Session, row: CustomerImport) -> Iterable[int]:
    return session.exec(
        select(CustomerImportRow.customer_id).where(CustomerImportRow.import_id == row.id)
    ).all()


def _change(session: Session, found: Customer, line: Line) -> dict[str, Any]:
    """Write what a row knows into a customer; give what was there before."""
    before = {name: getattr(found, name) for name in import_books.FILLED}
    before["tags"] = import_books.tags_of(session, [found.id or 0]).get(found.id or 0, [])
    values = customers.columns(line.form)
    for name in ("name", "name_key", "phone"):
        if values[name]:
            setattr(found, name, values[name])
    session.add(found)
    customer_notes.put_tags(session, found, list(line.tags))
    return before


def _keep(
    session: Session,
    row: CustomerImport,
    people: Sequence[tuple[Customer, dict[str, Any]]],
    actor: Actor,
    now: datetime,
) -> None:
    """Index whom a batch made or changed, and keep what undoing it needs."""
    if not people:
        return
    search.index(session, [person.id or 0 for person, _ in people])
    marks = import_books.marks(session, [person for person, _ in people])
    for person, before in people:
        what = "customer.changed" if before else "customer_created"
        facts = {"import": row.id}
        customers.record(session, person, what, actor=actor, now=now, facts=facts)
        session.add(
            CustomerImportRow(
                workspace_id=row.workspace_id,
                import_id=row.id or 0,
                customer_id=person.id or 0,
                before=before,
                mark=marks[person.id or 0],
            )
        )
