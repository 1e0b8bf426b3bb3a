"""Lists of customers come in as the dry run says, and go out again but for what was changed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound
from sched_app.models.customer_imports import CustomerImport, CustomerImportRow
from sched_app.models.customers import Customer
from sched_app.models.workspaces import Workspace
from sched_app.services import (
    customer_imports,
    customer_notes,
    customer_views,
    customers,
    erasure,
    import_books,
    import_files,
)
from sched_app.services.access import Actor
from sched_app.services.customers import CustomerForm
from tests.factories import Factory
from tests.services import people
from tests.support import clients

FILE = """Vorname;Nachname;E-Mail-Adresse;Telefon;Gruppen;Bemerkung
Zoë;Dupont;zoe@maison.example;'+33 1 70 18 99 10;"School, French";Likes tea
Karl;Weiß;karl@weiss.example;;VIP;
;;nobody;12;;
Otto;Ohne;;030 12345;;
Zoe;Again;ZOE@maison.example;;;
Known;Person;known@person.example;+44 7700 900000;Old;
""".encode("utf-16")
MAPPING = ["first_name", "last_name", "email", "phone", "tags", ""]


@pytest.fixture
def studio(make: Factory) -> Workspace:
    return make.workspace()


@pytest.fixture
def admin(make: Factory, studio: Workspace) -> Actor:
    return replace(make.member(studio).actor, role="admin")


def run(session: Session, public_id: str, actor: Actor, now: datetime, *, updates: bool = False):
    """Import a file to its end."""
    customer_imports.start(session, public_id, MAPPING, updates=updates, actor=actor, now=now)
    while (view := customer_imports.go_on(session, public_id, actor=actor, now=now)).can_go_on:
        pass
    return view


def names(session: Session, actor: Actor, now: datetime) -> list[str]:
    return [row.name for row in customer_views.list_page(session, actor=actor, now=now).items]


def test_the_columns_are_known_by_their_heads(session, admin, now) -> None:
    public_id = customer_imports.upload(session, FILE, actor=admin, now=now)
    shown = customer_imports.columns(session, public_id, actor=admin)

    assert [column.field for column in shown] == MAPPING
    assert shown[1].examples == ("Dupont", "Weiß")


@pytest.mark.parametrize("updates", [False, True])
def test_what_the_dry_run_says_is_what_the_import_does(
    session, make: Factory, studio, admin, now, updates: bool
) -> None:
    clients.customer(make, studio, "Known P.", "Kept", email="Known@person.example")
    public_id = customer_imports.upload(session, FILE, actor=admin, now=now)

    told = customer_imports.dry_run(session, public_id, MAPPING, updates=updates, actor=admin)
    assert names(session, admin, now) == ["Known P."]
    view = run(session, public_id, admin, now, updates=updates)

    assert (told.create, told.change, told.skip, told.faulty) == (
        (3, 1, 0, 2) if updates else (3, 0, 1, 2)
    )
    assert (view.created, view.changed) == (told.create, told.change)
    assert view.skipped == told.skip + told.faulty
    assert [(one.number, sorted(one.faults)) for one in told.faults] == [
        (4, ["email", "name", "phone"]),
        (6, ["email"]),
    ]
    known = "Known Person" if updates else "Known P."
    assert names(session, admin, now) == sorted([known, "Karl Weiß", "Otto Ohne", "Zoë Dupont"])
    (zoe,) = customer_views.list_page(session, actor=admin, now=now, words="maison french").items
    assert (zoe.phone, zoe.tags) == ("+33 1 70 18 99 10", ("French", "School"))
    assert session.exec(select(CustomerImport)).one().content is None


def test_the_same_file_again_makes_nobody_new(session, admin, now) -> None:
    for _ in range(2):
        public_id = customer_imports.upload(session, FILE, actor=admin, now=now)
        view = run(session, public_id, admin, now)
    assert (view.created, view.skipped) == (0, 6)


def test_undoing_takes_back_what_was_not_changed_since(
    session, make: Factory, studio, admin, now
) -> None:
    ana = make.member(studio)
    before = clients.customer(make, studio, "Known P.", "Kept", email="known@person.example")
    clients.customer(make, studio, "Bystander")
    public_id = customer_imports.upload(session, FILE, actor=admin, now=now)
    run(session, public_id, admin, now, updates=True)
    given = {"actor": admin, "now": now}
    (karl,) = customer_views.list_page(session, words="karl", **given).items
    customers.change(session, karl.id, CustomerForm("Karl W.", "karl@weiss.example"), **given)
    otto = session.exec(select(Customer).where(Customer.name == "Otto Ohne")).one()
    clients.booking(make, ana, make.meeting_type(studio, [ana]), customer_id=otto.id)

    view = import_books.undo(session, public_id, **given)

    assert view.status == "undone"
    assert (view.created, view.changed) == (2, 0)  # Those who stay.
    assert names(session, admin, now) == ["Bystander", "Karl W.", "Known P.", "Otto Ohne"]
    session.refresh(before)
    assert customer_views.get(session, before.public_id, **given).tags == ("Kept",)
    assert customer_views.list_page(session, words="zoe", **given).items == ()
    assert session.exec(select(CustomerImportRow)).all() == []
    with pytest.raises(Conflict):
        import_books.undo(session, public_id, **given)


def test_an_import_that_was_cut_off_goes_on_where_it_stood(session, admin, now) -> None:
    rows = import_books.BATCH + 7
    text = "Name,Phone\n" + "".join(f"Person {n:04},07000 {n:06}\n" for n in range(rows))
    public_id = customer_imports.upload(session, text.encode(), actor=admin, now=now)
    given = {"actor": admin, "now": now}
    customer_imports.start(session, public_id, ["name", "phone"], updates=False, **given)

    first = customer_imports.go_on(session, public_id, **given)
    assert (first.position, first.can_go_on) == (import_books.BATCH, True)
    with pytest.raises(Conflict):
        import_books.undo(session, public_id, **given)
    last = customer_imports.go_on(session, public_id, **given)
    assert (last.position, last.created, last.status) == (rows, rows, "done")
    assert customer_imports.go_on(session, public_id, **given) == last
    while (view := import_books.undo(session, public_id, **given)).status != "undone":
        pass
    assert view.created == 0
    assert names(session, admin, now) == []


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"\x89PNG\x00\x00\x01", "field.file_unreadable"),
        (b"Name,E-mail\n", "field.file_empty"),
        (b"Name\n" + b"x\n" * (import_files.ROWS_MOST + 1), "field.file_long"),
        (b"a" * (import_files.BYTES_MOST + 1), "field.file_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(session, admin, now, content, key) -> None:
    with pytest.raises(Invalid) as refused:
        customer_imports.upload(session, content, actor=admin, now=now)
    assert refused.value.fields["file"][0] == key


@pytest.mark.parametrize(
    "mapping", [[], ["name"] * 6, ["email", "", "", "", "", ""], ["id", "", "", "", "", ""]]
)
def test_a_mapping_that_names_nobody_is_refused(session, admin, now, mapping) -> None:
    public_id = customer_imports.upload(session, FILE, actor=admin, now=now)
    with pytest.raises(Invalid):
        customer_imports.dry_run(session, public_id, mapping, updates=False, actor=admin)
    with pytest.raises(Invalid):
        customer_imports.start(session, public_id, mapping, updates=False, actor=admin, now=now)


def test_only_admins_import_and_only_into_their_own(session, make: Factory, studio, admin, now):
    public_id = customer_imports.upload(session, FILE, actor=admin, now=now)
    for actor, error in (
        (make.member(studio).actor, Forbidden),
        (people.outsider(make).actor, NotFound),
    ):
        for call in (
            lambda who: customer_imports.columns(session, public_id, actor=who),
            lambda who: customer_imports.go_on(session, public_id, actor=who, now=now),
            lambda who: import_books.undo(session, public_id, actor=who, now=now),
            lambda who: customer_imports.drop(session, public_id, actor=who),
        ):
            with pytest.raises(error):
                call(actor)
    with pytest.raises(Forbidden):
        customer_imports.upload(session, FILE, actor=make.member(studio).actor, now=now)


def test_files_and_what_undoing_needs_are_forgotten(session, admin, now) -> None:
    public_id = customer_imports.upload(session, FILE, actor=admin, now=now)
    run(session, public_id, admin, now)
    customer_imports.upload(session, FILE, actor=admin, now=now)

    assert import_books.forget_old(session, now=now + timedelta(hours=23)) == 0
    import_books.forget_old(session, now=now + timedelta(hours=25))
    assert [row.status for row in session.exec(select(CustomerImport))] == ["done"]
    import_books.forget_old(session, now=now + timedelta(days=31))
    assert session.exec(select(CustomerImportRow)).all() == []


def test_who_is_erased_stands_in_no_file_that_waits(session, make, studio, admin, now) -> None:
    given = {"actor": admin, "now": now}
    public_id = customer_imports.upload(session, FILE, **given)
    run(session, public_id, admin, now)
    customer_imports.upload(session, FILE, **given)
    (zoe,) = customer_views.list_page(session, words="zoe", **given).items
    customer_notes.add_note(session, zoe.id, "x", **given)

    erasure.erase(session, zoe.id, **given)

    assert [row.status for row in session.exec(select(CustomerImport))] == ["done"]
    kept = session.exec(select(CustomerImportRow.customer_id)).all()
    assert len(kept) == 3
