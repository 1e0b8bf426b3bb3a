"""Whose identity came back: who is signed in, who is linked, and who is not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlmodel import select

from sched_app.db import Database
from sched_app.errors import Conflict, NotFound, NotSignedIn, TooMany
from sched_app.integrations.protocols import OpenIDClaims
from sched_app.models.columns import epoch
from sched_app.models.identities import Identity, OpenIDTrip
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, SignIn, User
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, identities, letters, second_steps
from sched_app.services.access import Actor
from sched_app.services.identities import Answer, Arrival
from sched_app.services.letters import Letterhead
from tests.factories import Factory

MONTH = timedelta(days=30)
BACK = "https://book.example.org/auth/openid/acme/callback"
HERE = access.visitor(address_key="here", request_id="r1")
ANA = OpenIDClaims("https://acme.test", "a-1", "Ana@Example.org", vouches_for_email=True)


@dataclass
class Issuer:
    """An issuer that says what it is told to."""

    claims: OpenIDClaims = ANA
    is_trusted: bool = True
    key: str = "acme"
    name: str = "Acme"
    asked: Any = None

    def start(self, redirect_uri: str, **asked: Any) -> str:
        self.asked = asked
        return f"https://acme.test/authorize?state={asked['state']}"

    def finish(self, redirect_uri: str, code: str, **asked: Any) -> OpenIDClaims:
        assert (asked["nonce"], asked["verifier"]) == (self.asked["nonce"], self.asked["verifier"])
        return self.claims


@dataclass
class Trips:
    """Ways there and back, on one database."""

    database: Database
    now: datetime
    issuer: Issuer
    secrets: Secrets

    def go(self, actor: Actor = HERE, **more: Any) -> Answer:
        """Go to the issuer; give what a browser comes back with."""
        given = {"after": "/dashboard", "is_linking": False, "attempts": 100, **more}
        begun = identities.start(
            self.database.transaction, self.issuer, BACK, actor=actor, now=self.now, **given
        )
        return Answer(self.issuer.asked["state"], begun.browser, "a code", "", "")

    def come(self, answer: Answer, actor: Actor = HERE, later: timedelta = timedelta()) -> Arrival:
        """Come back."""
        return identities.finish(
            self.database.transaction,
            self.secrets,
            self.issuer,
            BACK,
            answer,
            device="Firefox",
            lasts=MONTH,
            actor=actor,
            now=self.now + later,
        )

    def actor(self, email: str = "ana@example.org") -> Actor:
        """Sign a person in by other means."""
        with self.database.transaction() as session:
            user = session.exec(select(User).where(User.email == email)).one()
            token, _ = accounts.open_sign_in(
                session, user, device="Chrome", lasts=MONTH, actor=HERE, now=self.now
            )
            found = accounts.actor_of(session, token, now=self.now)
        assert found is not None
        return found

    def whose(self, arrival: Arrival) -> str:
        """Say who was signed in."""
        with self.database.reading() as session:
            actor = accounts.actor_of(
                session, arrival.entered.token if arrival.entered else "", now=self.now
            )
            assert actor is not None
            return session.get_one(User, actor.user_id).email

    def count(self, table: Any) -> int:
        """Count rows."""
        with self.database.reading() as session:
            return len(session.exec(select(table)).all())


@pytest.fixture
def trips(database: Database, secrets: Secrets, now: datetime) -> Trips:
    with database.transaction() as session:
        make = Factory(session, now)
        home = make.workspace()
        for name in ("ana", "ben"):
            user = make.user(name.title(), f"{name}@example.org")
            user.password_hash = "a hash"
            make.member(home, user=user)
        make.member(home, user=make.user("Nina", "nina@example.org"))
    return Trips(database, now, Issuer(), secrets)


def test_a_vouched_address_of_a_trusted_issuer_links_and_signs_in(trips: Trips):
    arrival = trips.come(trips.go(after="/dashboard/team"))

    assert trips.whose(arrival) == "ana@example.org"
    assert arrival.after == "/dashboard/team"
    with trips.database.reading() as session:
        identity = session.exec(select(Identity)).one()
        told = [event.what for event in session.exec(select(Event).order_by(Event.id))]
        assert (identity.issuer, identity.subject) == ("https://acme.test", "a-1")
        assert told == ["identity_linked", "signed_in"]


def test_a_linked_identity_signs_in_whatever_address_it_has_now(trips: Trips):
    trips.come(trips.go())
    trips.issuer.claims = replace(ANA, email="ben@example.org", vouches_for_email=False)

    assert trips.whose(trips.come(trips.go())) == "ana@example.org"
    assert trips.count(Identity) == 1


@pytest.mark.parametrize(
    ("claims", "is_trusted"),
    [
        (replace(ANA, vouches_for_email=False), True),
        (ANA, False),
        (replace(ANA, email=""), True),
        (replace(ANA, email="nobody@example.org"), True),
        (replace(ANA, email="nina@example.org"), True),  # She was added, and has not joined.
        (replace(ANA, email="ana@example.org\n"), False),
    ],
)
def test_nobody_else_is_let_in_and_all_hear_the_same(
    trips: Trips, claims: OpenIDClaims, is_trusted: bool
):
    trips.issuer.claims, trips.issuer.is_trusted = claims, is_trusted
    answer = trips.go()

    with pytest.raises(Conflict) as refused:
        trips.come(answer)

    assert refused.value.text_key == "problem.openid_unknown"
    assert refused.value.params == {}
    assert (trips.count(Identity), trips.count(SignIn)) == (0, 0)


def test_another_subject_with_the_same_address_is_another_identity(trips: Trips):
    trips.come(trips.go())
    trips.issuer.claims = replace(ANA, subject="a-2", vouches_for_email=False)

    with pytest.raises(Conflict):
        trips.come(trips.go())
    trips.issuer.claims = replace(ANA, issuer="https://other.test", vouches_for_email=False)
    with pytest.raises(Conflict):
        trips.come(trips.go())


def test_the_same_answer_works_once(trips: Trips):
    answer = trips.go()
    trips.come(answer)

    with pytest.raises(Conflict) as refused:
        trips.come(answer)

    assert refused.value.text_key == "problem.openid_lost"
    assert trips.count(SignIn) == 1


def test_of_rivals_with_the_same_answer_one_is_signed_in(trips: Trips):
    answer = trips.go()

    def come(_: int) -> bool:
        try:
            trips.come(answer)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(come, range(4))) == 1


@pytest.mark.parametrize(
    "change",
    [{"state": "another"}, {"state": ""}, {"browser": "another"}, {"browser": ""}],
    ids=str,
)
def test_another_state_and_another_browser_are_refused(trips: Trips, change: dict[str, str]):
    answer = trips.go()

    with pytest.raises(Conflict) as refused:
        trips.come(replace(answer, **change))

    assert refused.value.text_key == "problem.openid_lost"
    assert trips.count(OpenIDTrip) == 1  # It still waits for its own browser.
    assert trips.come(answer).entered


def test_an_answer_of_another_issuer_is_refused(trips: Trips):
    answer = trips.go()
    trips.issuer.key = "other"
    with pytest.raises(Conflict):
        trips.come(answer)

    trips.issuer.key = "acme"
    with pytest.raises(Conflict):
        trips.come(replace(answer, issuer="https://other.test"))


def test_a_way_ends_after_ten_minutes(trips: Trips):
    answer = trips.go()

    with pytest.raises(Conflict):
        trips.come(answer, later=timedelta(minutes=10))

    with trips.database.transaction() as session:
        assert identities.forget_old(session, now=trips.now) == 0
        assert identities.forget_old(session, now=trips.now + timedelta(minutes=10)) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [("access_denied", "problem.openid_cancelled"), ("server_error", "problem.openid_failed")],
)
def test_an_error_of_the_issuer_ends_the_way(trips: Trips, error: str, told: str):
    answer = replace(trips.go(), error=error)

    with pytest.raises(Conflict) as refused:
        trips.come(answer)

    assert refused.value.text_key == told
    assert trips.count(OpenIDTrip) == 0


def test_ways_are_limited_by_address(trips: Trips):
    trips.go(attempts=1)

    with pytest.raises(TooMany):
        trips.go(attempts=1)
    trips.go(replace(HERE, address_key="elsewhere"), attempts=1)


def test_every_way_has_a_state_a_nonce_and_a_verifier_of_its_own(trips: Trips):
    seen: set[str] = set()
    for _ in range(3):
        trips.go()
        seen |= {trips.issuer.asked[name] for name in ("state", "nonce", "verifier")}

    assert len(seen) == 9
    assert all(len(one) >= 43 for one in seen)  # RFC 7636, 4.1.


def test_only_hashes_of_what_the_browser_holds_are_kept(trips: Trips):
    answer = trips.go()

    with trips.database.reading() as session:
        kept = repr(session.exec(select(OpenIDTrip)).one().model_dump())
    assert answer.state not in kept
    assert answer.browser not in kept


def linking(trips: Trips, claims: OpenIDClaims, actor: Actor) -> Arrival:
    trips.issuer.claims = claims
    return trips.come(trips.go(actor, is_linking=True, after="/there"), actor)


def test_who_is_signed_in_links_any_identity(trips: Trips):
    ana = trips.actor()
    trips.issuer.is_trusted = False

    arrival = linking(trips, replace(ANA, email="x@y.org", vouches_for_email=False), ana)

    assert arrival == Arrival(None, "/there")
    assert trips.whose(trips.come(trips.go())) == "ana@example.org"
    with trips.database.reading() as session:
        assert [one.email for one in identities.identities(session, actor=ana)] == ["x@y.org"]


def test_the_person_is_told_by_mail_once_that_there_is_another_way_in(trips: Trips):
    trips.come(trips.go())
    trips.come(trips.go())

    with trips.database.reading() as session:
        (message,) = session.exec(select(OutboxMessage)).all()
        session.expunge_all()
    assert (message.recipient, message.is_private) == ("ana@example.org", True)
    head = Letterhead("https://book.example.org", trips.secrets, "a@example.org")
    mail = letters.write(message, head, "#7B2D5E")
    assert ANA.email in mail.text
    assert "https://book.example.org/dashboard/account" in mail.text


def test_linking_asks_for_the_sign_in_that_began_it(trips: Trips):
    ana, ben = trips.actor(), trips.actor("ben@example.org")
    with pytest.raises(NotSignedIn):
        trips.go(is_linking=True)
    answer = trips.go(ana, is_linking=True)

    with pytest.raises(Conflict):
        trips.come(answer, ben)
    with pytest.raises(NotSignedIn):
        trips.come(trips.go(ana, is_linking=True), HERE)
    assert trips.count(Identity) == 0


def test_an_identity_of_somebody_else_is_not_taken_over(trips: Trips):
    ana, ben = trips.actor(), trips.actor("ben@example.org")
    linking(trips, ANA, ana)

    with pytest.raises(Conflict) as refused:
        linking(trips, ANA, ben)

    assert refused.value.text_key == "problem.identity_taken"
    assert linking(trips, ANA, ana).entered is None  # Once more does no harm.
    assert trips.count(Identity) == 1


def test_the_second_step_is_asked_for_here_too(trips: Trips):
    user_id = trips.actor().user_id or 0
    with trips.database.transaction() as session:
        given = second_steps.begin(
            session, trips.secrets, user_id, account="ana", issuer="us", now=trips.now
        )
        code = pyotp.TOTP(given.secret).at(epoch(trips.now))
        second_steps.confirm(session, trips.secrets, user_id, code, now=trips.now)

    arrival = trips.come(trips.go())

    assert arrival.entered is not None
    assert arrival.entered.sign_in is None
    with trips.database.reading() as session:
        assert accounts.actor_of(session, arrival.entered.token, now=trips.now) is None


Unlink = Callable[[Actor, str], None]


@pytest.fixture
def unlink(trips: Trips) -> Unlink:
    def run(actor: Actor, public_id: str) -> None:
        with trips.database.transaction() as session:
            identities.unlink(session, public_id, actor=actor, now=trips.now)

    return run


def own(trips: Trips, actor: Actor) -> list[str]:
    with trips.database.reading() as session:
        return [one.public_id for one in identities.identities(session, actor=actor)]


def test_an_unlinked_identity_signs_nobody_in(trips: Trips, unlink: Unlink):
    ana = trips.actor()
    linking(trips, replace(ANA, vouches_for_email=False), ana)

    unlink(ana, own(trips, ana)[0])

    assert own(trips, ana) == []
    with pytest.raises(Conflict):
        trips.come(trips.go())
    with trips.database.reading() as session:
        whats = [event.what for event in session.exec(select(Event).order_by(Event.id))]
    assert whats[-1] == "identity_unlinked"


def test_only_own_identities_are_unlinked(trips: Trips, unlink: Unlink):
    ana, ben = trips.actor(), trips.actor("ben@example.org")
    linking(trips, ANA, ana)

    with pytest.raises(NotFound):
        unlink(ben, own(trips, ana)[0])
    with pytest.raises(NotSignedIn):
        unlink(HERE, own(trips, ana)[0])
    with pytest.raises(NotSignedIn):
        own(trips, access.SYSTEM)


def test_the_last_way_in_stays(trips: Trips, unlink: Unlink):
    ana = trips.actor()
    linking(trips, ANA, ana)
    linking(trips, replace(ANA, subject="a-2"), ana)
    with trips.database.transaction() as session:
        session.exec(select(User).where(User.email == "ana@example.org")).one().password_hash = None

    unlink(ana, own(trips, ana)[0])
    with pytest.raises(Conflict) as refused:
        unlink(ana, own(trips, ana)[0])

    assert refused.value.text_key == "problem.identity_last"
