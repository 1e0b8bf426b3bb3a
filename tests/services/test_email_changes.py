"""A change of address: both mailboxes agree, either stops it, and nothing happens before."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from sched_app.db import Database
from sched_app.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from sched_app.models.accounts import ProofKind
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, User
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, email_changes, links, passwords, proofs
from sched_app.services.links import Purpose
from tests.factories import Factory
from tests.services import people

OLD, NEW = "ana@example.org", "ana@new.example"
PASSWORD = "tea at four o'clock"
VISITOR = access.visitor()


@pytest.fixture
def at(database: Database, secrets: Secrets, now: Any) -> "Site":
    return Site(database, secrets, now)


class Site:
    """A deployment in which Ana has an account; each call is one at the edge."""

    def __init__(self, database: Database, secrets: Secrets, now: Any) -> None:
        self.database, self.secrets, self.now = database, secrets, now
        with database.transaction() as session:
            make = Factory(session, now)
            studio = make.workspace()
            ana = make.member(studio, user=make.user("Ana Ruiz", OLD))
            ana.user.password_hash = passwords.hashed(PASSWORD)
            make.member(studio, user=make.user("Ben", "ben@example.org"))
            self.user_id = ana.user.id or 0
            token, _ = accounts.open_sign_in(
                session, ana.user, device="", lasts=timedelta(9), actor=VISITOR, now=now
            )
        with database.reading() as session:
            found = accounts.actor_of(session, token, now=now)
            assert found is not None
            self.actor = found

    def ask(self, email: str = NEW, password: str = PASSWORD, **more: Any) -> Any:
        given = {"has_mail": True, "attempts": 10, "actor": self.actor, "now": self.now, **more}
        return email_changes.ask(self.database.transaction, self.secrets, email, password, **given)

    def mails(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            found = session.exec(select(OutboxMessage.template, OutboxMessage.recipient))
            return [(kind.removeprefix("account."), to) for kind, to in found]

    def link(self, purpose: Purpose) -> str:
        """Derive the link of the newest mail to one side."""
        template = "account.email_new" if purpose is Purpose.EMAIL_NEW else "account.email_old"
        with self.database.reading() as session:
            found = session.exec(
                select(OutboxMessage).where(OutboxMessage.template == template)
            ).all()
            return links.derive(self.secrets, purpose, found[-1].payload["link"], 1)

    def do(self, step: Any, link: str) -> Any:
        with self.database.transaction() as session:
            return step(session, self.secrets, link, actor=VISITOR, now=self.now)

    def email(self) -> str:
        with self.database.reading() as session:
            return session.get_one(User, self.user_id).email

    def waiting(self) -> Any:
        with self.database.reading() as session:
            return email_changes.waiting(session, actor=self.actor, now=self.now)


@pytest.mark.parametrize("first", [Purpose.EMAIL_NEW, Purpose.EMAIL_OLD])
def test_it_takes_both_mailboxes_in_either_order(at: Site, first: Purpose) -> None:
    at.ask(f" {NEW} ")
    assert at.mails() == [("email_old", OLD), ("email_new", NEW)]
    (second,) = {Purpose.EMAIL_NEW, Purpose.EMAIL_OLD} - {first}
    one, other = at.link(first), at.link(second)
    with at.database.reading() as session:
        shown = email_changes.view(session, at.secrets, one, now=at.now)
    assert (shown.old_email, shown.new_email, shown.is_confirmed) == (OLD, NEW, False)
    assert at.email() == OLD

    assert not at.do(email_changes.confirm, one)
    assert not at.do(email_changes.confirm, one)
    assert at.email() == OLD
    waiting = at.waiting()
    assert (waiting.old_confirmed, waiting.new_confirmed) == (
        first is Purpose.EMAIL_OLD,
        first is Purpose.EMAIL_NEW,
    )
    assert at.do(email_changes.confirm, other)

    assert at.email() == NEW
    assert at.waiting() is None
    assert at.mails()[-1] == ("email_changed", OLD)
    for spent in (one, other):
        with pytest.raises(NotFound):
            at.do(email_changes.confirm, spent)
    with at.database.reading() as session:
        user = session.get_one(User, at.user_id)
        assert (user.email_key, user.email_proved_at) == (NEW, at.now)
        facts = repr([event.model_dump() for event in session.exec(select(Event))])
    assert NEW not in facts
    assert OLD not in facts


@pytest.mark.parametrize("side", [Purpose.EMAIL_NEW, Purpose.EMAIL_OLD])
def test_either_mailbox_stops_it(at: Site, side: Purpose) -> None:
    at.ask()
    one, other = at.link(Purpose.EMAIL_NEW), at.link(Purpose.EMAIL_OLD)
    at.do(email_changes.confirm, one)

    at.do(email_changes.stop, at.link(side))

    for link in (one, other):
        with pytest.raises(NotFound):
            at.do(email_changes.confirm, link)
    assert at.email() == OLD
    assert at.waiting() is None


def test_the_person_takes_it_back_and_a_new_one_ends_it(at: Site) -> None:
    at.ask()
    first = at.link(Purpose.EMAIL_NEW)
    at.ask("ana@other.example")
    second = at.link(Purpose.EMAIL_NEW)
    with pytest.raises(NotFound):
        at.do(email_changes.confirm, first)

    with at.database.transaction() as session:
        email_changes.withdraw(session, actor=at.actor, now=at.now)

    with pytest.raises(NotFound):
        at.do(email_changes.confirm, second)


def test_it_is_over_after_a_day(at: Site) -> None:
    at.ask()
    link = at.link(Purpose.EMAIL_OLD)
    at.now += email_changes.LASTS

    assert at.waiting() is None
    with pytest.raises(NotFound):
        at.do(email_changes.confirm, link)
    with at.database.transaction() as session:
        assert email_changes.forget_old(session, now=at.now + timedelta(days=2)) == 1


def test_somebody_elses_address_looks_the_same_and_is_told_to_them(at: Site) -> None:
    waiting = at.ask("ben@example.org")

    assert waiting.email == "ben@example.org"
    assert at.mails() == [("email_old", OLD), ("email_taken", "ben@example.org")]


def test_an_address_that_was_taken_meanwhile_is_refused(at: Site) -> None:
    at.ask()
    at.do(email_changes.confirm, at.link(Purpose.EMAIL_NEW))
    with at.database.transaction() as session:
        Factory(session, at.now).user("Cem", NEW)

    with pytest.raises(Conflict) as refused:
        at.do(email_changes.confirm, at.link(Purpose.EMAIL_OLD))

    assert refused.value.text_key == "problem.email_taken"
    assert at.email() == OLD


def test_asking_needs_the_password_an_address_and_a_mail_server(at: Site) -> None:
    for given, field in (
        ({"password": "wrong"}, "password"),
        ({"email": "ana"}, "email"),
        ({"email": OLD}, "email"),
    ):
        with pytest.raises(Invalid) as refused:
            at.ask(**given)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Conflict):
        at.ask(has_mail=False)
    with pytest.raises(NotSignedIn):
        at.ask(actor=people.STRANGER)
    assert at.mails() == []


def test_a_password_is_not_guessed_here(at: Site) -> None:
    for _ in range(3):
        with pytest.raises(Invalid):
            at.ask(password="wrong", attempts=3)
    with pytest.raises(TooMany):
        at.ask(attempts=3)


def test_links_that_went_to_the_former_mailbox_end(at: Site) -> None:
    with at.database.transaction() as opened:
        row = proofs.make(opened, at.user_id, ProofKind.RESET, now=at.now)
        link = proofs.token(at.secrets, ProofKind.RESET, row.public_id)
    at.ask()
    for side in (Purpose.EMAIL_NEW, Purpose.EMAIL_OLD):
        at.do(email_changes.confirm, at.link(side))

    with at.database.reading() as opened, pytest.raises(NotFound):
        proofs.find(opened, at.secrets, link, ProofKind.RESET, now=at.now)


@pytest.mark.parametrize("purpose", [Purpose.MAIL, Purpose.JOIN, Purpose.SIGN_IN])
def test_another_link_is_no_yes(at: Site, purpose: Purpose) -> None:
    at.ask()
    with at.database.reading() as session:
        named = session.exec(select(OutboxMessage)).first()
        assert named is not None
        forged = links.derive(at.secrets, purpose, named.payload["link"], 1)

    with pytest.raises(NotFound):
        at.do(email_changes.confirm, forged)
