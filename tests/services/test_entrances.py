"""The ways in: a link by mail, a new password by mail, and the second step of each."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlmodel import Session, col, select

from sched_app.db import Database
from sched_app.errors import CodeNeeded, Conflict, Invalid, NotFound, NotSignedIn, TooMany
from sched_app.models.accounts import Proof, ProofKind
from sched_app.models.columns import epoch
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, SignIn, User
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    accounts,
    entrances,
    letters,
    passwords,
    proofs,
    second_steps,
)
from sched_app.services.letters import Letterhead
from tests.factories import Factory

EMAIL = "ana@example.org"
PASSWORD = "tea at four o'clock"
HERE = access.visitor(address_key="here", request_id="r1")
MONTH = timedelta(days=30)
BASE = "https://book.example.org"


@pytest.fixture
def at(database: Database, secrets: Secrets, now: datetime) -> "Site":
    return Site(database, secrets, now)


class Site:
    """A deployment in which Ana has an account; each call is one at the edge."""

    def __init__(self, database: Database, secrets: Secrets, now: datetime) -> None:
        self.database, self.secrets, self.now = database, secrets, now
        with database.transaction() as session:
            make = Factory(session, now)
            member = make.member(make.workspace(), user=make.user("Ana Ruiz", EMAIL))
            member.user.password_hash = passwords.hashed(PASSWORD)
            self.user_id = member.user.id or 0
            self.actor = member.actor

    def ask(self, email: str = EMAIL, kind: Any = entrances.SIGN_IN, **more: Any) -> None:
        given = {"has_mail": True, "attempts": 10, "actor": HERE, "now": self.now, **more}
        with self.database.transaction() as session:
            entrances.ask(session, self.secrets, email, kind, **given)

    def mails(self) -> list[OutboxMessage]:
        with self.database.reading() as session:
            found = list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))
            session.expunge_all()  # They are read after their session.
            return found

    def link(self, message: OutboxMessage | None = None) -> str:
        """Take the link out of a mail, the newest if none is named."""
        message = message or self.mails()[-1]
        head = Letterhead(BASE, self.secrets, "Us <us@example.org>")
        mail = letters.write(message, head, "#7B2D5E")
        (found,) = {word for word in mail.text.split() if word.startswith(BASE)}
        return found.rpartition("/")[2]

    def by_link(self, link: str) -> accounts.Entered:
        with self.database.transaction() as session:
            return entrances.by_link(
                session, self.secrets, link, device="", lasts=MONTH, actor=HERE, now=self.now
            )

    def reset(self, link: str, password: str = "rain on the roof") -> accounts.Entered:
        return entrances.by_reset(
            self.database.transaction, self.secrets, link, password,
            device="", lasts=MONTH, actor=HERE, now=self.now,
        )  # fmt: skip

    def by_password(self, password: str = PASSWORD, code: str = "") -> accounts.Entered:
        return accounts.sign_in(
            self.database.transaction, self.secrets, EMAIL, password,
            device="", attempts=10, lasts=MONTH, actor=HERE, now=self.now, code=code,
        )  # fmt: skip

    def finish(self, step: str, code: str, attempts: int = 10, **actor: Any) -> accounts.Entered:
        return entrances.finish(
            self.database.transaction, self.secrets, step, code,
            device="", attempts=attempts, lasts=MONTH, actor=replace(HERE, **actor), now=self.now,
        )  # fmt: skip

    def turn_on(self) -> pyotp.TOTP:
        with self.database.transaction() as session:
            given = second_steps.begin(
                session, self.secrets, self.user_id, account=EMAIL, issuer="x", now=self.now
            )
            totp = pyotp.TOTP(given.secret)
            code = totp.at(epoch(self.now))
            second_steps.confirm(session, self.secrets, self.user_id, code, now=self.now)
        self.now += timedelta(minutes=2)
        return totp

    def is_known(self, token: str) -> bool:
        with self.database.reading() as session:
            return accounts.actor_of(session, token, now=self.now) is not None


def test_a_link_signs_in_once(at: Site) -> None:
    at.ask(" ANA@example.org ")
    (message,) = at.mails()
    assert (message.template, message.recipient) == ("account.sign_in", EMAIL)
    assert message.is_private
    link = at.link()
    with at.database.reading() as session:
        assert link not in repr(session.exec(select(Proof)).all()) + repr(message)
        shown = entrances.greet(session, at.secrets, link, entrances.SIGN_IN, now=at.now)
        assert (shown.name, shown.email) == ("Ana Ruiz", EMAIL)

    token, made = at.by_link(link)

    assert made is not None
    assert at.is_known(token)
    with pytest.raises(NotFound):
        at.by_link(link)
    with at.database.reading() as session:
        assert session.get_one(User, at.user_id).email_proved_at == at.now
        assert [event.what for event in session.exec(select(Event))] == [
            "sign_in_link_asked",
            "signed_in",
        ]


def test_a_link_is_over_after_a_quarter_of_an_hour(at: Site) -> None:
    at.ask()
    link = at.link()
    at.now += timedelta(minutes=15) - timedelta(seconds=1)
    with at.database.reading() as session:
        assert entrances.greet(session, at.secrets, link, entrances.SIGN_IN, now=at.now)
    at.now += timedelta(seconds=1)

    with pytest.raises(NotFound) as refused:
        at.by_link(link)
    assert refused.value.text_key == "problem.link_over"
    with at.database.reading() as session, pytest.raises(NotFound):
        entrances.greet(session, at.secrets, link, entrances.SIGN_IN, now=at.now)


def test_links_of_one_kind_are_none_of_another(at: Site) -> None:
    at.ask()
    sign_in = at.link()
    at.ask(kind=entrances.RESET)
    reset = at.link()

    with pytest.raises(NotFound):
        at.by_link(reset)
    with pytest.raises(NotFound):
        at.reset(sign_in)
    for forged in ("", sign_in[:-4] + "AAAA", reset.replace(".r.", ".i.")):
        with pytest.raises(NotFound):
            at.by_link(forged)


def test_nobody_hears_whether_an_address_has_an_account(at: Site) -> None:
    at.ask("nobody@example.org")
    assert at.mails() == []
    with pytest.raises(Invalid):
        at.ask("no address")
    with pytest.raises(Conflict):
        at.ask(has_mail=False)


def test_asking_is_limited_alike_with_and_without_an_account(at: Site) -> None:
    for email in (EMAIL, "nobody@example.org"):
        for count in range(5):  # Half the attempts: from anywhere.
            at.ask(email, actor=replace(HERE, address_key=f"{email}{count}"))
        with pytest.raises(TooMany):
            at.ask(email, actor=replace(HERE, address_key="another"))
    assert len(at.mails()) == 5
    for count in range(25):
        at.ask(f"a{count}@example.org", actor=replace(HERE, address_key="one"))
    for count in range(5):
        at.ask(f"b{count}@example.org", actor=replace(HERE, address_key="one"))
    with pytest.raises(TooMany):
        at.ask("c@example.org", actor=replace(HERE, address_key="one"))
    at.now += timedelta(minutes=15)
    at.ask()


def test_who_left_gets_no_link_and_uses_none(at: Site) -> None:
    at.ask()
    link = at.link()
    with at.database.transaction() as session:
        user = session.get_one(User, at.user_id)
        membership = accounts.first_membership(session, user)
        assert membership is not None
        membership.left_at = at.now

    at.ask()

    assert len(at.mails()) == 1
    with pytest.raises(NotFound):
        at.by_link(link)


def test_a_new_password_ends_every_other_way_in(at: Site) -> None:
    elsewhere, _ = at.by_password()
    at.ask()
    sign_in = at.link()
    at.ask(kind=entrances.RESET)
    at.ask(kind=entrances.RESET)
    first, second = (at.link(mail) for mail in at.mails()[1:])

    token, made = at.reset(second)

    assert made is not None
    assert at.is_known(token)
    assert not at.is_known(elsewhere)
    for spent in (first, second):
        with pytest.raises(NotFound):
            at.reset(spent)
    with pytest.raises(NotFound):
        at.by_link(sign_in)
    with pytest.raises(NotSignedIn):
        at.by_password()
    assert at.by_password("rain on the roof").sign_in
    assert [mail.template for mail in at.mails()][-1] == "account.password_changed"


def test_a_bad_new_password_leaves_the_link_alone(at: Site) -> None:
    at.ask(kind=entrances.RESET)
    link = at.link()

    with pytest.raises(Invalid) as refused:
        at.reset(link, "short")

    assert list(refused.value.fields) == ["password"]
    assert at.by_password().sign_in
    assert at.reset(link).sign_in


@pytest.mark.parametrize("way", ["password", "link", "reset"])
def test_every_way_in_asks_for_the_second_step(at: Site, way: str) -> None:
    totp = at.turn_on()
    if way == "password":
        step, made = at.by_password()
    elif way == "link":
        at.ask()
        step, made = at.by_link(at.link())
    else:
        at.ask(kind=entrances.RESET)
        step, made = at.reset(at.link())

    assert made is None
    assert not at.is_known(step)
    with at.database.reading() as session:
        assert session.exec(select(SignIn)).all() == []
    with pytest.raises(CodeNeeded):
        at.finish(step, "000000")
    token, made = at.finish(step, totp.at(epoch(at.now)))
    assert made is not None
    assert at.is_known(token)
    with pytest.raises(NotSignedIn) as over:
        at.finish(step, totp.at(epoch(at.now + timedelta(seconds=30))))
    assert over.value.text_key == "problem.step_over"


def test_a_first_step_is_over_after_a_while_and_after_a_new_password(at: Site) -> None:
    totp = at.turn_on()
    step, _ = at.by_password()
    at.ask(kind=entrances.RESET)
    at.reset(at.link())
    with pytest.raises(NotSignedIn):
        at.finish(step, totp.at(epoch(at.now)))

    step, _ = at.by_password("rain on the roof")
    at.now += timedelta(minutes=15)
    with pytest.raises(NotSignedIn):
        at.finish(step, totp.at(epoch(at.now)))


def test_codes_can_be_guessed_a_few_times_only_from_anywhere(at: Site) -> None:
    totp = at.turn_on()
    step, _ = at.by_password()
    for count in range(3):
        with pytest.raises(CodeNeeded):
            at.finish(step, "000000", attempts=3, address_key=f"a{count}")

    with pytest.raises(TooMany):
        at.finish(step, totp.at(epoch(at.now)), attempts=3, address_key="another")


def test_a_code_may_come_with_the_password(at: Site) -> None:
    totp = at.turn_on()

    with pytest.raises(CodeNeeded) as refused:
        at.by_password(code="000000")
    assert refused.value.fields == {"code": ("problem.code_wrong", {})}
    with pytest.raises(NotSignedIn) as wrong:
        at.by_password("wrong", code=totp.at(epoch(at.now)))
    assert not isinstance(wrong.value, CodeNeeded)
    code = totp.at(epoch(at.now))
    assert at.by_password(code=code).sign_in
    with pytest.raises(CodeNeeded):
        at.by_password(code=code)


def test_old_proofs_are_forgotten(session: Session, make: Factory, now: datetime) -> None:
    proofs.make(session, make.user().id or 0, ProofKind.RESET, now=now)

    assert proofs.forget_old(session, now=now + timedelta(days=1)) == 0
    assert proofs.forget_old(session, now=now + timedelta(days=2)) == 1
