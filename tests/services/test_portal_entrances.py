"""The customers' way in: only who reads a mailbox gets at what was booked with its address."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from sched_app.db import Database
from sched_app.errors import Conflict, Invalid, NotFound, TooMany
from sched_app.models.accounts import AddressProof
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, Role, User
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    accounts,
    customers,
    entrances,
    letters,
    passwords,
    portal_entrances,
)
from sched_app.services.access import Actor, ActorKind
from sched_app.services.customers import CustomerForm
from sched_app.services.letters import Letterhead
from tests.factories import Factory
from tests.support import clients, visits

EMAIL = "vera@example.org"
HERE = access.visitor(address_key="here", request_id="r1")
MONTH = timedelta(days=30)
BASE = "https://book.example.org"


class Site:
    """Two businesses; Vera booked twice with one of them. Each call is one at the edge."""

    def __init__(self, database: Database, secrets: Secrets, now: datetime) -> None:
        self.database, self.secrets, self.now = database, secrets, now
        with database.transaction() as session:
            make = Factory(session, now)
            studio, other = make.workspace(slug="studio"), make.workspace(slug="other")
            self.owner = make.member(studio, "Ana Ruiz", role=Role.OWNER)
            kind = make.meeting_type(studio, [self.owner])
            for hour in (9, 10):
                visits.book(
                    session, kind, visits.at(hour), details=visits.typed("Vera V", email=EMAIL)
                )
            visits.book(session, kind, visits.at(11), details=visits.typed("Paul P"))
            self.studio_id, self.other_id = studio.id or 0, other.id or 0

    def ask(self, email: str = EMAIL, **more: Any) -> None:
        given = {"has_mail": True, "attempts": 10, "actor": HERE, "now": self.now, **more}
        with self.database.transaction() as session:
            portal_entrances.ask(session, self.secrets, email, **given)

    def rows(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            found = list(session.exec(select(table).order_by(col(table.id))))
            session.expunge_all()
            return found

    def mails(self) -> list[OutboxMessage]:
        return [row for row in self.rows(OutboxMessage) if row.template == "account.portal"]

    def link(self) -> str:
        """Ask for a link and take it out of the mail."""
        self.ask()
        head = Letterhead(BASE, self.secrets, "Us <us@example.org>")
        mail = letters.write(self.mails()[-1], head, "#7B2D5E")
        (found,) = {word for word in mail.text.split() if word.startswith(f"{BASE}/portal-link/")}
        return found.rpartition("/")[2]

    def enter(self, link: str) -> accounts.Entered:
        with self.database.transaction() as session:
            return portal_entrances.by_link(
                session, self.secrets, link, device="", lasts=MONTH, actor=HERE, now=self.now
            )

    def who(self, token: str) -> Actor | None:
        with self.database.reading() as session:
            return accounts.actor_of(session, token, now=self.now)


@pytest.fixture
def at(database: Database, secrets: Secrets, now: datetime) -> Site:
    return Site(database, secrets, now)


def test_a_link_makes_an_account_and_gives_it_what_was_booked(at: Site):
    entered = at.enter(at.link())

    actor = at.who(entered.token)
    assert actor is not None
    assert actor.kind is ActorKind.CUSTOMER
    assert (actor.workspace_id, actor.address) == (at.studio_id, EMAIL)
    (row,) = at.rows(Customer)
    (vera,) = [one for one in at.rows(User) if one.email_key == EMAIL]
    assert (row.user_id, row.name, vera.email_proved_at) == (vera.id, "Vera V", at.now)
    linked = {one.attendee_name: one.customer_id for one in at.rows(Booking)}
    assert linked == {"Vera V": row.id, "Paul P": None}
    told = {one.what for one in at.rows(Event) if one.actor_kind == "customer"}
    assert told == {"signed_in", "customer.entered", "customer_linked"}


def test_a_link_works_once_and_for_a_quarter_of_an_hour(at: Site):
    link = at.link()
    at.enter(link)
    with pytest.raises(NotFound):
        at.enter(link)

    late = at.link()
    at.now += timedelta(minutes=15)
    with pytest.raises(NotFound):
        at.enter(late)
    with pytest.raises(NotFound):
        at.enter(late[:-4] + "AAAA")


def test_looking_at_a_link_changes_nothing(at: Site):
    link = at.link()
    before = at.rows(Event)
    with at.database.transaction() as session:
        view = portal_entrances.greet(session, at.secrets, link, now=at.now)
    assert (view.email, view.workspace_name) == (EMAIL, "Fernhill Studio")
    assert at.rows(Customer) == []
    assert len(at.rows(Event)) == len(before)


def test_who_is_unknown_gets_no_mail_and_the_same_answer(at: Site):
    at.ask("nobody@example.org")
    at.ask(workspace="other")
    at.ask(workspace="no-such-business")
    assert at.mails() == []
    with pytest.raises(Invalid):
        at.ask("no address")
    with pytest.raises(Conflict):
        at.ask(has_mail=False)


def test_links_are_counted(at: Site):
    for _ in range(3):
        at.ask(attempts=6)
    with pytest.raises(TooMany):
        at.ask(attempts=6)


def test_an_account_that_nobody_proved_loses_its_password_and_sign_ins(at: Site):
    with at.database.transaction() as session:
        make = Factory(session, at.now)
        mallory = make.member(make.workspace(), user=make.user("Not Vera", EMAIL))
        mallory.user.password_hash = passwords.hashed("known to Mallory")
        stolen, _ = accounts.open_sign_in(
            session, mallory.user, device="", lasts=MONTH, actor=HERE, now=at.now
        )
    assert at.who(stolen) is not None

    at.enter(at.link())

    assert at.who(stolen) is None
    (vera,) = [one for one in at.rows(User) if one.email_key == EMAIL]
    assert vera.password_hash is None


def test_a_proved_account_keeps_its_password(at: Site):
    with at.database.transaction() as session:
        make = Factory(session, at.now)
        known = make.member(make.workspace(), user=make.user("Vera V", EMAIL))
        known.user.password_hash = passwords.hashed("known to Vera")
        known.user.email_proved_at = at.now
    entered = at.enter(at.link())

    actor = at.who(entered.token)
    assert actor is not None
    assert actor.kind is ActorKind.CUSTOMER
    (vera,) = [one for one in at.rows(User) if one.email_key == EMAIL]
    assert vera.password_hash is not None


def test_an_address_that_a_member_enters_proves_nothing(at: Site):
    entered = at.enter(at.link())
    (row,) = at.rows(Customer)
    with at.database.transaction() as session:
        changed = CustomerForm(row.name, "somebody.else@example.org")
        admin = clients.admin_of_id(at.studio_id)
        customers.change(session, row.public_id, changed, actor=admin, now=at.now)
    assert at.who(entered.token) is None


def test_a_member_stays_a_member_and_is_a_customer_besides(at: Site, now: datetime):
    with at.database.transaction() as session:
        user = session.get_one(User, at.owner.user.id)
        user.email = user.email_key = EMAIL
        session.add(user)
    actor = at.who(at.enter(at.link()).token)
    assert actor is not None
    assert (actor.kind, actor.role) == (ActorKind.USER, "owner")
    (row,) = at.rows(Customer)
    assert row.user_id == at.owner.user.id


def test_customers_choose_a_password_and_come_in_by_it(at: Site, now: datetime):
    at.enter(at.link())
    with at.database.transaction() as session:
        entrances.ask(
            session, at.secrets, EMAIL, entrances.RESET,
            has_mail=True, attempts=10, actor=HERE, now=now,
        )  # fmt: skip
    message = next(one for one in at.rows(OutboxMessage) if one.template == "account.reset")
    head = Letterhead(BASE, at.secrets, "Us <us@example.org>")
    text = letters.write(message, head, "#7B2D5E").text
    (url,) = {word for word in text.split() if word.startswith(f"{BASE}/reset/")}
    given = {"device": "", "lasts": MONTH, "actor": HERE, "now": now}
    transaction = at.database.transaction
    entrances.by_reset(transaction, at.secrets, url.rpartition("/")[2], "rain on a roof", **given)

    entered = accounts.sign_in(
        transaction, at.secrets, EMAIL, "rain on a roof", attempts=10, **given
    )
    actor = at.who(entered.token)
    assert actor is not None
    assert actor.kind is ActorKind.CUSTOMER


def test_old_proofs_are_forgotten(session: Session, make: Factory, now: datetime):
    studio = make.workspace()
    for age in (1, 3):
        at = now - timedelta(days=age)
        row = AddressProof(
            workspace_id=studio.id, email=EMAIL, email_key=EMAIL, created_at=at,
            expires_at=at + timedelta(minutes=15),
        )  # fmt: skip
        session.add(row)
    session.flush()
    assert portal_entrances.forget_old(session, now=now) == 1
