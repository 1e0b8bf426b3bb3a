"""Two customers become one: what the preview says is what happens, and nothing is left behind."""

from datetime import datetime

import pytest
from sqlmodel import Session, SQLModel, select

from sched_app.errors import Conflict, Forbidden, NotFound
from sched_app.models.customers import Customer
from sched_app.models.workspaces import Role
from sched_app.services import customer_notes, customer_views, merges
from tests.factories import Factory
from tests.services import people
from tests.support import clients


def test_what_the_preview_says_is_what_the_merge_does(
    session: Session, make: Factory, now: datetime
) -> None:
    studio = make.workspace()
    ana = make.member(studio, role=Role.ADMIN)
    kind = make.meeting_type(studio, [ana])
    kept = clients.customer(make, studio, "Hannah L.", "VIP", email="h@new.example")
    gone = clients.customer(
        make, studio, "Hannah Lindqvist", "vip", "School", email="h@old.example", phone="+44 7700"
    )
    booking = clients.booking(make, ana, kind, customer_id=gone.id)
    given = {"actor": ana.actor, "now": now}
    customer_notes.add_note(session, gone.public_id, "Likes tea", **given)
    earlier = clients.customer(make, studio, "Earlier")
    merges.merge(session, gone.public_id, earlier.public_id, **given)

    view = merges.preview(session, kept.public_id, gone.public_id, actor=ana.actor)
    merges.merge(session, kept.public_id, gone.public_id, **given)

    assert view.fields == (
        merges.FieldView("name", "Hannah L.", "Hannah Lindqvist"),
        merges.FieldView("email", "h@new.example", "h@old.example"),
        merges.FieldView("phone", "+44 7700", ""),
    )
    assert (view.bookings, view.notes, view.tags) == (1, 1, ("School",))
    shown = customer_views.get(session, kept.public_id, **given)
    assert (shown.name, shown.email, shown.phone) == ("Hannah L.", "h@new.example", "+44 7700")
    assert shown.tags == ("School", "VIP")
    assert [note.text for note in shown.notes] == ["Likes tea"]
    session.refresh(booking)
    assert booking.customer_id == kept.id
    left = customer_views.get(session, gone.public_id, **given)
    assert (left.name, left.email, left.tags, left.merged_into) == ("", "", (), kept.public_id)
    assert not left.may_edit
    session.expire_all()
    assert session.get_one(Customer, earlier.id).merged_into_id == kept.id
    assert len(customer_views.list_page(session, words="hannah", **given).items) == 1
    with pytest.raises(Conflict):
        merges.merge(session, kept.public_id, gone.public_id, **given)


def test_the_address_of_the_other_is_taken_where_there_is_none(
    session: Session, make: Factory, now: datetime
) -> None:
    studio = make.workspace()
    kept = clients.customer(make, studio, "Hannah")
    gone = clients.customer(make, studio, "Hannah", email="h@old.example")
    given = {"actor": clients.admin_of(studio), "now": now}

    merges.merge(session, kept.public_id, gone.public_id, **given)

    assert customer_views.get(session, kept.public_id, **given).email == "h@old.example"
    assert len(customer_views.list_page(session, words="old.example", **given).items) == 1


def test_only_admins_merge_and_only_two_of_their_own(
    session: Session, make: Factory, now: datetime
) -> None:
    studio = make.workspace()
    ana = make.member(studio)
    one, two = (clients.customer(make, studio, name) for name in ("One", "Two"))
    for row in (one, two):
        clients.booking(make, ana, make.meeting_type(studio, [ana]), customer_id=row.id)
    foreign = clients.customer(make, make.workspace(), "Foreign")
    admin = clients.admin_of(studio)
    for actor, pair, error in (
        (ana.actor, (one, two), Forbidden),
        (people.outsider(make).actor, (one, two), NotFound),
        (admin, (one, foreign), NotFound),
        (admin, (foreign, one), NotFound),
        (admin, (one, one), Conflict),
    ):
        ids = [row.public_id for row in pair]
        with pytest.raises(error):
            merges.preview(session, *ids, actor=actor)
        with pytest.raises(error):
            merges.merge(session, *ids, actor=actor, now=now)
    assert len(session.exec(select(Customer).where(Customer.name != "")).all()) == 3


def test_every_table_that_names_a_customer_is_thought_of() -> None:
    """A new one belongs into `merges.MOVED`, or stays with whom it was about."""
    naming = {
        table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "customers" and key.column.name == "id"
    }
    moved = {table.__tablename__ for table in merges.MOVED}

    assert naming - moved == {"customers", "customer_tags", "customer_search"}
