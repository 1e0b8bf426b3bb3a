"""Signing up: nothing exists before the mailbox has answered, then all of it at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from sched_app.db import Database
from sched_app.errors import Conflict, Invalid, NotFound, TooMany
from sched_app.models.accounts import SignUp
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Deployment, Event, Membership, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, letters, passwords, sign_ups, workspaces
from sched_app.services.letters import Letterhead
from sched_app.services.sign_ups import SignUpForm
from tests.factories import Factory

EMAIL = "olaf@example.org"
HERE = access.visitor(address_key="here")
BASE = "https://book.example.org"
OAK = SignUpForm("Olaf Oak", "rain on the roof", "Oak Yard", "oak", "Europe/Berlin")


class Site:
    """A deployment in which Ana owns the first workspace; each call is one at the edge."""

    def __init__(self, database: Database, secrets: Secrets, now: datetime) -> None:
        self.database, self.secrets, self.now = database, secrets, now
        with database.transaction() as session:
            session.add(Deployment(id=1, base_url=BASE, set_up_at=now))
            make = Factory(session, now)
            self.host = make.workspace(slug="fernhill").id
            member = make.member(
                session.get_one(Workspace, self.host), user=make.user("Ana Ruiz", "ana@example.org")
            )
            member.user.password_hash = passwords.hashed("tea at four")

    def ask(self, email: str = EMAIL, **more: Any) -> str:
        """Ask for a link and give it, as the mail has it."""
        given = {"signup": "open", "has_mail": True, "attempts": 10, "actor": HERE, **more}
        with self.database.transaction() as session:
            sign_ups.ask(session, self.secrets, email, now=self.now, **given)
        message = self.all(OutboxMessage)[-1]
        mail = letters.write(message, Letterhead(BASE, self.secrets, "a@b.org"), "#7B2D5E")
        (found,) = {word for word in mail.text.split() if word.startswith(BASE)}
        assert found.startswith(f"{BASE}/sign-up-link/")
        return found.rpartition("/")[2]

    def greet(self, link: str, signup: str = "open") -> sign_ups.SignUpView:
        with self.database.reading() as session:
            return sign_ups.greet(session, self.secrets, link, signup=signup, now=self.now)

    def create(self, link: str, form: SignUpForm = OAK, signup: str = "open") -> accounts.Entered:
        return sign_ups.create(
            self.database.transaction, self.secrets, link, form, signup=signup,
            device="", lasts=timedelta(1), actor=HERE, now=self.now,
        )  # fmt: skip

    def all(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            found = list(session.exec(select(table).order_by(col(table.id))))
            session.expunge_all()
            return found

    def me(self, entered: accounts.Entered) -> accounts.MeView:
        with self.database.reading() as session:
            actor = accounts.actor_of(session, entered.token, now=self.now)
            assert actor is not None
            return accounts.me(session, actor=actor)


@pytest.fixture
def at(database: Database, secrets: Secrets, now: datetime) -> Site:
    return Site(database, secrets, now)


def test_nothing_is_there_before_the_link_is_followed_and_then_all_of_it(at: Site):
    link = at.ask(" Olaf@Example.org ")
    assert (len(at.all(User)), len(at.all(Workspace)), len(at.all(Membership))) == (1, 1, 1)
    assert at.greet(link) == sign_ups.SignUpView("Olaf@example.org", False)

    me = at.me(at.create(link))

    assert (me.name, me.role, me.workspace_slug) == ("Olaf Oak", "owner", "oak")
    _, made = at.all(Workspace)
    assert (made.name, made.timezone, made.is_listed) == ("Oak Yard", "Europe/Berlin", False)
    assert len(at.all(Schedule)) == 2
    user = at.all(User)[-1]
    assert passwords.is_right(user.password_hash, OAK.password)
    assert user.email_proved_at == at.now
    told = [(one.what, one.workspace_id) for one in at.all(Event)]
    assert told == [
        ("sign_up_asked", at.host),
        ("workspace_created", made.id),
        ("signed_in", made.id),
    ]


def test_the_mail_is_private_and_no_row_holds_its_link(at: Site):
    link = at.ask()

    (message,) = at.all(OutboxMessage)
    assert (message.template, message.recipient) == ("account.sign_up", EMAIL)
    assert (message.is_private, message.workspace_id) == (True, at.host)
    assert link not in repr(message) + repr(at.all(SignUp))


def test_a_link_works_once_and_ends_the_others_to_that_mailbox(at: Site):
    first, second = at.ask(), at.ask()
    at.create(first)

    for link in (first, second):
        with pytest.raises(NotFound):
            at.create(link, replace(OAK, slug="other"))
    assert len(at.all(Workspace)) == 2


def test_a_link_is_over_after_a_quarter_of_an_hour(at: Site):
    link = at.ask()
    at.now += timedelta(minutes=15)

    with pytest.raises(NotFound) as refused:
        at.create(link)
    assert refused.value.text_key == "problem.link_over"


def test_a_forged_link_and_one_for_something_else_are_refused(at: Site):
    link = at.ask()
    for wrong in (link[:-4] + "AAAA", link.replace(".u.", ".i."), ""):
        with pytest.raises(NotFound):
            at.greet(wrong)


def test_who_has_an_account_keeps_name_and_password_and_owns_it(at: Site):
    link = at.ask("ana@example.org")
    assert at.greet(link).has_account

    me = at.me(at.create(link, replace(OAK, name="Somebody", password="")))

    assert (me.name, me.workspace_slug, me.role) == ("Ana Ruiz", "oak", "owner")
    (ana,) = at.all(User)
    assert passwords.is_right(ana.password_hash, "tea at four")


@pytest.mark.parametrize("signup", ["first", "invite"])
def test_where_it_is_closed_nobody_gets_in(at: Site, signup: str):
    link = at.ask()

    with pytest.raises(NotFound):
        at.ask(signup=signup)
    with pytest.raises(NotFound):
        at.greet(link, signup)
    with pytest.raises(NotFound):
        at.create(link, signup=signup)
    assert len(at.all(OutboxMessage)) == len(at.all(Workspace)) == 1


def test_without_a_mail_server_it_says_so(at: Site):
    with pytest.raises(Conflict) as refused:
        at.ask(has_mail=False)
    assert refused.value.text_key == "problem.no_mail"


def test_asking_is_limited_for_an_address_and_for_a_network(at: Site):
    for number in range(5):
        at.ask(actor=access.visitor(address_key=f"network {number}"))
    with pytest.raises(TooMany):
        at.ask(actor=access.visitor(address_key="another"))
    for number in range(6):
        at.ask(f"somebody{number}@example.org", attempts=2)
    with pytest.raises(TooMany):
        at.ask("one-more@example.org", attempts=2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"password": "short"}, "password"),
        ({"password": EMAIL}, "password"),
        ({"workspace_name": ""}, "workspace_name"),
        ({"slug": "fernhill"}, "slug"),
        ({"slug": "dashboard"}, "slug"),
        ({"timezone": "Mars"}, "timezone"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_link_lives_on(
    at: Site, change: Any, field: str
):
    link = at.ask()

    with pytest.raises(Invalid) as refused:
        at.create(link, replace(OAK, **change))

    assert set(refused.value.fields) == {field}
    assert len(at.all(User)) == 1
    at.create(link)


def test_what_is_over_is_forgotten_after_a_day(at: Site):
    at.ask()
    with at.database.transaction() as session:
        assert sign_ups.forget_old(session, now=at.now + timedelta(hours=20)) == 0
        assert sign_ups.forget_old(session, now=at.now + timedelta(days=2)) == 1


def test_the_new_workspace_is_not_listed(at: Site):
    at.create(at.ask())

    with at.database.reading() as session:
        assert workspaces.listed(session) == []
