"""Organizers link bookings that nobody proved to be theirs; and notes, tags and contact data."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.customers import Customer, CustomerNote, CustomerTag
from sched_app.models.workspaces import Event
from sched_app.services import customer_links, customer_notes, customer_views, customers
from sched_app.services.customers import CustomerForm
from tests.factories import Factory
from tests.services import people
from tests.support import clients


@pytest.fixture
def studio(make: Factory):
    """A workspace, a host, another host, and a meeting type of the first."""
    workspace = make.workspace()
    ana, ben = make.member(workspace, "Ana Ruiz"), make.member(workspace, "Ben Okafor")
    return workspace, ana, ben, make.meeting_type(workspace, [ana])


def test_its_host_makes_a_customer_of_a_booking(session, make: Factory, studio, now) -> None:
    _, ana, _, kind = studio
    booking = clients.booking(make, ana, kind)

    before = customer_links.of_booking(session, booking.public_id, actor=ana.actor)
    row, _ = customer_links.link(session, booking.public_id, actor=ana.actor, now=now)

    assert before == customer_links.LinkView("", "", is_known=False, may_link=True)
    assert (row.name, row.email) == ("Hannah Lindqvist", "hannah@lindqvist.example")
    after = customer_links.of_booking(session, booking.public_id, actor=ana.actor)
    assert (after.id, after.name) == (row.public_id, "Hannah Lindqvist")
    page = customer_views.list_page(session, actor=ana.actor, now=now, words="lindq")
    assert [one.id for one in page.items] == [row.public_id]
    with pytest.raises(Conflict):
        customer_links.link(session, booking.public_id, actor=ana.actor, now=now)


def test_a_known_address_is_linked_to_its_customer_who_stays_as_they_are(
    session, make: Factory, studio, now
) -> None:
    workspace, ana, _, kind = studio
    known = clients.customer(make, workspace, "Hannah L.", email="hannah@lindqvist.example")
    booking = clients.booking(make, ana, kind, attendee_email="Hannah@lindqvist.example")

    before = customer_links.of_booking(session, booking.public_id, actor=ana.actor)
    row, _ = customer_links.link(session, booking.public_id, actor=ana.actor, now=now)

    assert before == customer_links.LinkView("", "", is_known=True, may_link=True)
    assert (row.id, row.name) == (known.id, "Hannah L.")


def test_all_bookings_of_an_address_are_linked_at_once_and_taken_back(
    session, make: Factory, studio, now
) -> None:
    workspace, ana, ben, kind = studio
    row = clients.customer(make, workspace, email="HANNAH@lindqvist.example")
    mine = [clients.booking(make, ana, kind, days=-number) for number in (1, 2)]
    theirs = clients.booking(make, ben, kind, days=-3)
    clients.booking(make, ana, kind, attendee_email="other@lindqvist.example")
    first = clients.booking(make, ana, kind, customer_id=row.id)
    admin = clients.admin_of(workspace)

    assert customer_views.get(session, row.public_id, actor=admin, now=now).unlinked == 3
    linked = customer_links.link_all(session, row.public_id, actor=ana.actor, now=now)

    assert set(linked) == {booking.public_id for booking in mine}
    assert theirs.customer_id is None
    customer_links.unlink(session, linked, actor=ana.actor, now=now)
    assert [booking.customer_id for booking in mine] == [None, None]
    assert first.customer_id == row.id
    told = [event.what for event in session.exec(select(Event)).all()]
    assert told.count("customer_linked") == told.count("customer_unlinked") == 2


def test_a_booking_without_an_address_becomes_a_customer_of_its_own(
    session, make: Factory, studio, now
) -> None:
    _, ana, _, kind = studio
    rows = [
        customer_links.link(
            session,
            clients.booking(make, ana, kind, attendee_email=None).public_id,
            actor=ana.actor,
            now=now,
        )[0].id
        for _ in range(2)
    ]
    assert rows[0] != rows[1]


def test_only_its_host_or_an_admin_links_a_booking(session, make: Factory, studio, now) -> None:
    _, ana, ben, kind = studio
    booking = clients.booking(make, ana, kind)
    for actor, error in (
        (ben.actor, Forbidden),
        (people.outsider(make).actor, NotFound),
        (people.STRANGER, NotSignedIn),
    ):
        with pytest.raises(error):
            customer_links.link(session, booking.public_id, actor=actor, now=now)
        with pytest.raises(error):
            customer_links.unlink(session, [booking.public_id], actor=actor, now=now)
        with pytest.raises(error):
            customer_links.of_booking(session, booking.public_id, actor=actor)
    assert session.exec(select(Customer)).all() == []


def test_contact_data_are_changed_with_faults_at_their_fields(
    session, make: Factory, studio, now
) -> None:
    workspace, _, _, _ = studio
    clients.customer(make, workspace, "Other", email="taken@example.org")
    row = clients.customer(make, workspace, email="hannah@example.org")
    admin = {"actor": clients.admin_of(workspace), "now": now}
    wrong = CustomerForm("", "no address", "12", "Mars/Base")

    with pytest.raises(Invalid) as refused:
        customers.change(session, row.public_id, wrong, **admin)
    assert refused.value.fields.keys() == {"name", "email", "phone", "timezone"}
    with pytest.raises(Invalid) as refused:
        customers.change(session, row.public_id, CustomerForm("H", "Taken@example.org"), **admin)
    assert refused.value.fields.keys() == {"email"}
    with pytest.raises(Invalid):
        customers.add(session, CustomerForm("H", "taken@example.org"), **admin)
    form = CustomerForm("Hannah B.", "Hannah@Example.org", "+44 20 7946 0000", "Europe/London")
    changed = customers.change(session, row.public_id, form, **admin)

    assert (changed.email, changed.email_key) == ("Hannah@example.org", "hannah@example.org")
    event = session.exec(select(Event).where(Event.what == "customer.changed")).one()
    assert event.fields == ["name", "email", "phone", "timezone"]
    assert "hannah" not in repr(event).lower()
    customers.change(session, row.public_id, form, **admin)
    assert len(session.exec(select(Event).where(Event.what == "customer.changed")).all()) == 1


def test_organizers_change_their_own_and_add_nobody(session, make: Factory, studio, now) -> None:
    workspace, ana, ben, kind = studio
    row = clients.customer(make, workspace)
    clients.booking(make, ana, kind, customer_id=row.id)
    form = CustomerForm("Hannah B.")

    customers.change(session, row.public_id, form, actor=ana.actor, now=now)
    with pytest.raises(Forbidden):
        customers.change(session, row.public_id, form, actor=ben.actor, now=now)
    with pytest.raises(Forbidden):
        customers.add(session, form, actor=ana.actor, now=now)
    with pytest.raises(NotFound):
        customers.change(session, row.public_id, form, actor=people.outsider(make).actor, now=now)


def test_notes_are_written_changed_removed_and_brought_back(
    session, make: Factory, studio, now
) -> None:
    workspace, ana, ben, kind = studio
    row = clients.customer(make, workspace)
    for host in (ana, ben):
        clients.booking(make, host, kind, customer_id=row.id)
    mine, theirs = {"actor": ana.actor, "now": now}, {"actor": ben.actor, "now": now}

    note = customer_notes.add_note(session, row.public_id, " Likes\r\nmornings ", **mine)
    assert note.text == "Likes\nmornings"
    customer_notes.change_note(session, note.public_id, "Likes evenings", **mine)
    with pytest.raises(Forbidden):
        customer_notes.change_note(session, note.public_id, "x", **theirs)
    with pytest.raises(Invalid):
        customer_notes.change_note(session, note.public_id, "  ", **mine)
    with pytest.raises(NotFound):
        customer_notes.remove_note(
            session, note.public_id, actor=people.outsider(make).actor, now=now
        )

    def shown() -> list[str]:
        view = customer_views.get(session, row.public_id, **theirs)
        return [one.text for one in view.notes]

    customer_notes.remove_note(session, note.public_id, **mine)
    assert shown() == []
    customer_notes.restore_note(session, note.public_id, **mine)
    assert shown() == ["Likes evenings"]
    customer_notes.remove_note(session, note.public_id, **mine)
    assert customer_notes.forget_removed(session, now=now + timedelta(hours=23)) == 0
    assert customer_notes.forget_removed(session, now=now + timedelta(hours=25)) == 1
    assert session.exec(select(CustomerNote)).all() == []


def test_tags_are_rows_and_one_word_is_one_tag(session, make: Factory, studio, now) -> None:
    workspace, _, _, _ = studio
    row = clients.customer(make, workspace, "Hannah", "VIP", "vip", "École", "ecole")
    admin = {"actor": clients.admin_of(workspace), "now": now}

    assert [tag.tag for tag in session.exec(select(CustomerTag)).all()] == ["VIP", "École"]
    for wrong in ("", "a,b", "x" * 41):
        with pytest.raises(Invalid):
            customer_notes.add_tag(session, row.public_id, wrong, **admin)
    for number in range(customer_notes.TAGS_MOST - 2):
        customer_notes.add_tag(session, row.public_id, f"t{number}", **admin)
    with pytest.raises(Conflict):
        customer_notes.add_tag(session, row.public_id, "one more", **admin)
    customer_notes.remove_tag(session, row.public_id, "VÍP", **admin)
    assert len(session.exec(select(CustomerTag)).all()) == customer_notes.TAGS_MOST - 1
