"""The portal: customers see and change what is theirs, and nothing of anybody else."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import AppError, Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.workspaces import Deployment, Event, Role, User
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    accounts,
    attendance,
    booking_views,
    cancellations,
    customer_exports,
    customer_notes,
    customer_views,
    customers,
    erasure,
    feeds,
    merges,
    moves,
    portals,
)
from sched_app.services.access import Actor, Right
from sched_app.services.customers import CustomerForm
from tests.factories import Factory, Member
from tests.services import people
from tests.support import clients, visits

VERA, PAUL = "vera@example.org", "paul@example.org"


class Studio:
    """A business with two customers who have accounts, and a member."""

    def __init__(self, session: Session, make: Factory, now: datetime) -> None:
        self.session, self.now = session, now
        session.merge(Deployment(id=1, base_url="https://book.example.org", set_up_at=now))
        self.workspace = make.workspace(slug=None)
        self.owner: Member = make.member(self.workspace, "Ana Ruiz", role=Role.OWNER)
        self.kind = make.meeting_type(self.workspace, [self.owner])
        self.make = make
        self.vera, self.paul = self.client("Vera V", VERA), self.client("Paul P", PAUL)

    def client(self, name: str, email: str) -> Actor:
        known = self.session.exec(select(User).where(User.email_key == email)).first()
        user = known or self.make.user(name, email)
        row = Customer(
            workspace_id=self.workspace.id, created_at=self.now, user_id=user.id,
            **customers.columns(CustomerForm(name, email, "", "UTC", "en")),
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return accounts.as_customer(row, 5, access.visitor())

    def book(self, hour: float, email: str = VERA, *, day: int = 1, **values: Any) -> Booking:
        row = visits.book(
            self.session, self.kind, visits.at(hour, day=day),
            details=visits.typed(email.partition("@")[0], email=email),
            now=self.now - timedelta(days=9),
        )  # fmt: skip
        for name, value in values.items():
            setattr(row, name, value)
        self.session.add(row)
        self.session.flush()
        return row

    def names(self, which: str, actor: Actor) -> list[str]:
        page = portals.list_page(self.session, which=which, actor=actor, now=self.now)
        return [one.id for one in page.items]


@pytest.fixture
def studio(session: Session, make: Factory, now: datetime) -> Studio:
    return Studio(session, make, now)


def test_one_sees_what_is_linked_and_what_is_nobodys_with_the_proven_address(studio: Studio):
    linked = studio.book(9, "typo@example.org", customer_id=studio.vera.customer_id)
    loose = studio.book(10)
    studio.book(11, PAUL)
    pauls = studio.book(12, VERA, customer_id=studio.paul.customer_id)
    assert studio.names("coming", studio.vera) == [linked.public_id, loose.public_id]
    assert pauls.public_id in studio.names("coming", studio.paul)


def test_lists_go_on_by_cursor(studio: Studio, now: datetime):
    made = [studio.book(hour).public_id for hour in (9, 10, 11)]
    found, cursor = [], None
    for _ in range(2):
        page = portals.list_page(
            studio.session, which="coming", actor=studio.vera, now=now, cursor=cursor, limit=2
        )
        found += [one.id for one in page.items]
        cursor = page.next_cursor
    assert (found, cursor) == (made, None)


def test_one_moves_and_cancels_ones_own_alone(studio: Studio, now: datetime):
    session, mine, other = studio.session, studio.book(9), studio.book(10, PAUL)
    moves.move(session, mine.public_id, actor=studio.vera, now=now, starts_at=visits.at(14))
    assert mine.starts_at == visits.at(14)
    assert mine.customer_id == studio.vera.customer_id  # Whoever acts has proved the address.
    cancellations.cancel(session, mine.public_id, reason="", actor=studio.vera, now=now)
    assert mine.status == "cancelled"
    for step in (
        lambda: moves.move(
            session, other.public_id, actor=studio.vera, now=now, starts_at=visits.at(15)
        ),
        lambda: cancellations.cancel(
            session, other.public_id, reason="", actor=studio.vera, now=now
        ),
        lambda: booking_views.get(session, other.public_id, actor=studio.vera, now=now),
        lambda: portals.receipt(session, other.public_id, actor=studio.vera, now=now),
    ):
        with pytest.raises(NotFound):
            step()
    assert (other.starts_at, other.status) == (visits.at(10), "confirmed")


def test_a_customer_of_another_workspace_has_nothing_here(studio: Studio, now: datetime):
    elsewhere = Studio(studio.session, studio.make, now)
    studio.book(9)
    assert studio.names("coming", elsewhere.paul) == []
    mine = studio.book(10)
    with pytest.raises(NotFound):
        booking_views.get(studio.session, mine.public_id, actor=elsewhere.paul, now=now)


def test_the_members_house_is_shut(studio: Studio, now: datetime):
    session, vera = studio.session, studio.vera
    row = session.get_one(Customer, vera.customer_id)
    other = session.get_one(Customer, studio.paul.customer_id)
    steps: list[Callable[[], Any]] = [
        lambda: customers.change(session, row.public_id, CustomerForm("X"), actor=vera, now=now),
        lambda: customer_views.list_page(session, actor=vera, now=now),
        lambda: customer_views.get(session, row.public_id, actor=vera, now=now),
        lambda: customer_notes.add_note(session, row.public_id, "x", actor=vera, now=now),
        lambda: merges.merge(session, row.public_id, other.public_id, actor=vera, now=now),
        lambda: booking_views.list_page(
            session, studio.workspace.id or 0, which="all", actor=vera, now=now
        ),
        lambda: customer_exports.document(session, other.public_id, actor=vera, now=now),
        lambda: erasure.erase(session, other.public_id, actor=vera, now=now),
        lambda: erasure.preview(session, other.public_id, actor=vera, now=now),
        lambda: accounts.me(session, actor=vera),
    ]
    for step in steps:
        with pytest.raises((NotFound, Forbidden)):
            step()


@pytest.mark.parametrize("right", [one for one in Right if one not in access.RIGHTS["visitor"]])
def test_a_customer_has_two_rights_of_their_own_and_no_other(studio: Studio, right: Right):
    reach = access.scope(studio.vera, right, studio.workspace.id or 0)
    own = right in (Right.MANAGE_BOOKING, Right.USE_ACCOUNT)
    assert reach == (access.Scope.OWN if own else None)


def test_who_came_by_a_link_or_is_a_member_alone_has_no_portal(studio: Studio, now: datetime):
    link = visits.link_of(studio.book(9), by_mail=True)
    steps: tuple[Callable[[Actor], Any], ...] = (
        lambda actor: portals.list_page(studio.session, which="past", actor=actor, now=now),
        lambda actor: portals.change(studio.session, CustomerForm("X"), actor=actor, now=now),
        lambda actor: portals.archive(studio.session, actor=actor, now=now),
        lambda actor: portals.erase(studio.session, actor=actor, now=now),
        lambda actor: portals.open_feed(studio.session, actor=actor, now=now),
    )
    for step in steps:
        for actor, refused in (
            (link, NotSignedIn),
            (people.STRANGER, NotSignedIn),
            (studio.owner.actor, Forbidden),
            (people.outsider(studio.make).actor, Forbidden),
        ):
            with pytest.raises(refused):
                step(actor)


def test_a_member_who_is_a_customer_sees_their_own(studio: Studio, now: datetime):
    row = studio.session.get_one(Customer, studio.vera.customer_id)
    row.user_id = studio.owner.user.id
    studio.session.add(row)
    mine = studio.book(9)
    studio.book(10, PAUL)
    assert studio.names("coming", studio.owner.actor) == [mine.public_id]


def test_one_changes_ones_own_data_but_the_address(studio: Studio, secrets: Secrets, now: datetime):
    form = CustomerForm("Vera Visser", "paul@example.org", "+41 44 555 00 11", "Asia/Tokyo", "en")
    portals.change(studio.session, form, actor=studio.vera, now=now)
    view = portals.view(studio.session, secrets, actor=studio.vera)
    assert (view.name, view.email, view.timezone) == ("Vera Visser", VERA, "Asia/Tokyo")
    with pytest.raises(Invalid) as refused:
        portals.change(
            studio.session, CustomerForm("", "", "", "Nowhere", "en"), actor=studio.vera, now=now
        )
    assert set(refused.value.fields) == {"name", "timezone"}
    with pytest.raises(Invalid) as refused:
        portals.change(studio.session, CustomerForm("V", locale="tlh"), actor=studio.vera, now=now)
    assert set(refused.value.fields) == {"locale"}


def test_the_export_holds_ones_own_without_the_teams_notes(studio: Studio, now: datetime):
    row = studio.session.get_one(Customer, studio.vera.customer_id)
    admin = clients.admin_of(studio.workspace)
    customer_notes.add_tag(studio.session, row.public_id, "VIP", actor=admin, now=now)
    mine, other = studio.book(9), studio.book(10, PAUL)
    packed = portals.archive(studio.session, actor=studio.vera, now=now)
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        text = "".join(files.read(name).decode() for name in files.namelist())
    assert mine.public_id in text
    assert [one for one in (other.public_id, PAUL, "VIP") if one in text] == []
    given = studio.session.exec(select(Event).where(Event.what == "customer.exported")).one()
    assert (given.actor_kind, given.actor_id) == ("customer", row.id)


def test_one_erases_oneself_once_nothing_is_to_come(studio: Studio, now: datetime):
    session, coming = studio.session, studio.book(9)
    past = studio.book(9, day=-6)
    attendance.complete(session, past.public_id, actor=studio.owner.actor, now=now)
    with pytest.raises(Conflict):
        portals.erase(session, actor=studio.vera, now=now)
    cancellations.cancel(session, coming.public_id, reason="", actor=studio.vera, now=now)

    portals.erase(session, actor=studio.vera, now=now)

    row = session.get_one(Customer, studio.vera.customer_id)
    assert (row.name, row.email, row.user_id) == ("", None, None)
    session.refresh(past)
    assert (past.attendee_name, past.status) == ("", "completed")
    assert session.exec(select(User).where(User.email_key == VERA)).first() is None
    with pytest.raises(AppError):
        portals.list_page(session, which="past", actor=studio.vera, now=now)


def test_an_erased_member_keeps_the_account(studio: Studio, now: datetime):
    row = studio.session.get_one(Customer, studio.vera.customer_id)
    row.user_id = studio.owner.user.id
    studio.session.add(row)
    studio.session.flush()
    portals.erase(studio.session, actor=studio.owner.actor, now=now)
    assert studio.session.get(User, studio.owner.user.id) is not None


def test_a_receipt_is_for_what_has_a_price(studio: Studio, now: datetime):
    priced, free = studio.book(9, price_minor=6000), studio.book(10)
    found = portals.receipt(studio.session, priced.public_id, actor=studio.vera, now=now)
    assert (found.price_minor, found.currency) == (6000, "EUR")
    with pytest.raises(NotFound):
        portals.receipt(studio.session, free.public_id, actor=studio.vera, now=now)
    page = portals.list_page(studio.session, which="coming", actor=studio.vera, now=now)
    assert portals.prices(studio.session, page, actor=studio.vera) == {priced.public_id}


def feed_token(studio: Studio, secrets: Secrets) -> str:
    path = portals.view(studio.session, secrets, actor=studio.vera).feed_path
    return path.removeprefix("/feeds/").removesuffix(".ics")


def test_the_feed_holds_ones_confirmed_bookings_until_it_is_ended(
    studio: Studio, secrets: Secrets, now: datetime
):
    session, mine = studio.session, studio.book(9)
    gone = studio.book(10)
    studio.book(11, PAUL)
    cancellations.cancel(session, gone.public_id, reason="", actor=studio.vera, now=now)
    portals.open_feed(session, actor=studio.vera, now=now)
    token = feed_token(studio, secrets)

    written = feeds.document(session, secrets, token, sender="Us <us@example.org>", now=now)
    calendar = Calendar.from_ical(written)
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["DTSTART"].dt) == (mine.uid, visits.at(9))
    assert b"DTSTART:20261124T090000Z" in written
    assert "ATTENDEE" not in event

    portals.open_feed(session, actor=studio.vera, now=now)
    fresh = feed_token(studio, secrets)
    for dead in (token, fresh[:-4] + "AAAA"):
        with pytest.raises(NotFound):
            feeds.document(session, secrets, dead, sender="us@example.org", now=now)
    portals.close_feed(session, actor=studio.vera, now=now)
    assert portals.view(session, secrets, actor=studio.vera).feed_path == ""
    with pytest.raises(NotFound):
        feeds.document(session, secrets, fresh, sender="us@example.org", now=now)


def test_a_merge_keeps_the_person_with_the_address_they_proved(studio: Studio, now: datetime):
    admin = clients.admin_of(studio.workspace)
    bare = customers.add(studio.session, CustomerForm("Vera"), actor=admin, now=now)
    gone = studio.session.get_one(Customer, studio.vera.customer_id)
    person = gone.user_id
    merges.merge(studio.session, bare.public_id, gone.public_id, actor=admin, now=now)
    assert (bare.user_id, bare.email) == (person, VERA)

    paul = studio.session.get_one(Customer, studio.paul.customer_id)
    merges.merge(studio.session, bare.public_id, paul.public_id, actor=admin, now=now)
    assert (bare.user_id, bare.email) == (person, VERA)


def test_what_a_customer_does_is_there_on_either_database(
    database: Database, secrets: Secrets, now: datetime
):
    with database.transaction() as session:
        studio = Studio(session, Factory(session, now), now)
        first = studio.book(9).public_id
        actor = studio.vera
    with database.transaction() as session:
        moves.move(session, first, actor=actor, now=now, starts_at=visits.at(13))
        portals.open_feed(session, actor=actor, now=now)
    with database.transaction() as session:
        page = portals.list_page(session, which="coming", actor=actor, now=now)
        assert [one.starts_at for one in page.items] == [visits.at(13)]
        cancellations.cancel(session, first, reason="", actor=actor, now=now)
        portals.erase(session, actor=actor, now=now)
    with database.reading() as session:
        assert session.exec(select(User).where(User.email_key == VERA)).first() is None
        assert session.get_one(Customer, actor.customer_id).erased_at == now
