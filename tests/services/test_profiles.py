"""One's own account: name, password, the second step, and the proof that each asks for."""

from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from sched_app.models.columns import epoch
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, User
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, passwords, profiles
from sched_app.services.access import Actor, ActorKind
from tests.factories import Factory, Member
from tests.services import people

PASSWORD = "tea at four o'clock"
VISITOR = access.visitor()


@pytest.fixture
def own(database: Database, secrets: Secrets, now: datetime) -> "Own":
    return Own(database, secrets, now)


class Own:
    """Ana, signed in on two devices."""

    def __init__(self, database: Database, secrets: Secrets, now: datetime) -> None:
        self.database, self.secrets, self.now = database, secrets, now
        with database.transaction() as session:
            make = Factory(session, now)
            ana = make.member(make.workspace(), user=make.user("Ana Ruiz", "ana@example.org"))
            ana.user.password_hash = passwords.hashed(PASSWORD)
            self.user_id = ana.user.id or 0
            self.here, self.there = (self._enter(session, ana.user) for _ in range(2))
        self.actor = self.known(self.here)

    def _enter(self, session: Session, user: User) -> str:
        return accounts.open_sign_in(
            session, user, device="", lasts=timedelta(9), actor=VISITOR, now=self.now
        )[0]

    def known(self, token: str) -> Any:
        with self.database.reading() as session:
            return accounts.actor_of(session, token, now=self.now)

    def do(self, flow: Any, *given: str, attempts: int = 10, actor: Actor | None = None) -> Any:
        return flow(
            self.database.transaction, self.secrets, *given,
            attempts=attempts, actor=actor or self.actor, now=self.now,
        )  # fmt: skip

    def turn_on(self) -> tuple[pyotp.TOTP, tuple[str, ...]]:
        totp = pyotp.TOTP(self.do(profiles.begin_steps, PASSWORD).secret)
        codes = self.do(profiles.confirm_steps, totp.at(epoch(self.now)))
        self.now += timedelta(minutes=5)
        return totp, codes

    def mails(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.exec(select(OutboxMessage.template)))


def test_a_name_is_changed_and_checked(session: Session, make: Factory, now: datetime) -> None:
    ana: Member = make.member(make.workspace())

    assert profiles.rename(session, "  Ana  Maria ", actor=ana.actor, now=now) == "Ana Maria"
    assert profiles.profile(session, actor=ana.actor).name == "Ana Maria"
    with pytest.raises(Invalid):
        profiles.rename(session, " ", actor=ana.actor, now=now)
    event = session.exec(select(Event)).one()
    assert (event.what, event.fields) == ("account_changed", ["name"])
    assert "Maria" not in repr(event)


@pytest.mark.parametrize("actor", [people.STRANGER, access.visitor()])
def test_a_stranger_has_no_account(session: Session, now: datetime, actor: Actor) -> None:
    with pytest.raises(NotSignedIn):
        profiles.profile(session, actor=actor)
    with pytest.raises(NotSignedIn):
        profiles.rename(session, "Eve", actor=actor, now=now)


def test_a_changed_password_signs_the_other_devices_out(own: Own) -> None:
    assert own.do(profiles.change_password, PASSWORD, "rain on the roof") == 1

    assert own.known(own.here) is not None
    assert own.known(own.there) is None
    with own.database.reading() as session:
        kept = session.get_one(User, own.user_id).password_hash
    assert passwords.is_right(kept, "rain on the roof")
    assert own.mails() == ["account.password_changed"]


def test_a_password_needs_the_present_one_and_a_good_new_one(own: Own) -> None:
    for given, field in (
        (("wrong", "rain on the roof"), "password"),
        ((PASSWORD, "short"), "new_password"),
        ((PASSWORD, "ana@example.org"), "new_password"),
    ):
        with pytest.raises(Invalid) as refused:
            own.do(profiles.change_password, *given)
        assert list(refused.value.fields) == [field]
    assert own.known(own.there) is not None
    with pytest.raises(NotSignedIn):
        own.do(profiles.change_password, PASSWORD, "rain on the roof", actor=VISITOR)


def test_who_has_no_password_chooses_one_by_mail(own: Own) -> None:
    with own.database.transaction() as session:
        session.get_one(User, own.user_id).password_hash = None

    with pytest.raises(Conflict) as refused:
        own.do(profiles.change_password, "", "rain on the roof")
    assert refused.value.text_key == "problem.no_password"


def test_turning_the_second_step_on_asks_for_the_password(own: Own) -> None:
    with pytest.raises(Invalid) as refused:
        own.do(profiles.begin_steps, "wrong")
    assert list(refused.value.fields) == ["password"]

    _, codes = own.turn_on()

    with own.database.reading() as session:
        steps = profiles.profile(session, actor=own.actor).steps
    assert (steps.since, steps.codes_left) == (own.now - timedelta(minutes=5), len(codes))
    assert own.mails() == ["account.steps_on"]


@pytest.mark.parametrize("proof", ["password", "code", "recovery"])
def test_turning_it_off_takes_a_password_or_a_code(own: Own, proof: str) -> None:
    totp, codes = own.turn_on()
    with pytest.raises(Invalid) as refused:
        own.do(profiles.end_steps, "000000")
    assert list(refused.value.fields) == ["given"]

    given = {"password": PASSWORD, "code": totp.at(epoch(own.now)), "recovery": codes[0]}
    own.do(profiles.end_steps, given[proof])

    with own.database.reading() as session:
        assert profiles.profile(session, actor=own.actor).steps.since is None
    assert own.mails() == ["account.steps_on", "account.steps_off"]
    with pytest.raises(Conflict):
        own.do(profiles.end_steps, PASSWORD)


def test_new_recovery_codes_take_the_same_proof(own: Own) -> None:
    with pytest.raises(Conflict):
        own.do(profiles.renew_codes, PASSWORD)
    _, codes = own.turn_on()
    with pytest.raises(Invalid):
        own.do(profiles.renew_codes, "wrong")

    renewed = own.do(profiles.renew_codes, codes[0])

    assert not set(renewed) & set(codes)


def test_nothing_is_guessed_here(own: Own) -> None:
    own.turn_on()
    own.now += timedelta(hours=1)
    for flow in (profiles.end_steps, profiles.begin_steps):
        for _ in range(2):
            with pytest.raises(Invalid):
                own.do(flow, "wrong", attempts=2)
        with pytest.raises(TooMany):
            own.do(flow, PASSWORD, attempts=2)


def test_only_the_operator_helps_out(own: Own) -> None:
    own.turn_on()
    for actor in (own.actor, VISITOR):
        with own.database.transaction() as session, pytest.raises(NotFound):
            profiles.help_out(session, "ana@example.org", actor=actor, now=own.now)
    operator = Actor(ActorKind.SYSTEM, workspace_id=own.actor.workspace_id)
    with own.database.transaction() as session:
        with pytest.raises(NotFound):
            profiles.help_out(session, "ben@example.org", actor=operator, now=own.now)
        assert profiles.help_out(session, "ANA@example.org", actor=operator, now=own.now)
        assert profiles.profile(session, actor=own.actor).steps.since is None
