"""Signing in and out, the rows behind it, and the short tokens of the API."""

from dataclasses import replace
from datetime import datetime, timedelta

import jwt
import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import NotFound, NotSignedIn, TooMany
from sched_app.models.columns import epoch
from sched_app.models.workspaces import Event, SignIn, User
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, limits, links, passwords, tries
from sched_app.services.accounts import SignInView
from tests.factories import Factory, Member
from tests.services import people

PASSWORD = "tea at four o'clock"
MONTH = timedelta(days=30)
HERE = access.visitor(address_key="here", request_id="r1")


def enter(
    database: Database, secrets: Secrets, now: datetime, password: str = PASSWORD, **more: str
) -> tuple[str, SignInView]:
    return accounts.sign_in(
        database.transaction,
        secrets,
        more.get("email", "ana@example.org"),
        password,
        device="Firefox on Linux",
        attempts=3,
        lasts=MONTH,
        actor=replace(HERE, address_key=more.get("address", "here")),
        now=now,
    )


def with_ana(database: Database, now: datetime, password_hash: str | None = None) -> int:
    with database.transaction() as session:
        make = Factory(session, now)
        ana = make.member(make.workspace(), user=make.user("Ana Ruiz", "ana@example.org"))
        ana.user.password_hash = password_hash or passwords.hashed(PASSWORD)
        assert ana.user.id is not None
        return ana.user.id


@pytest.fixture
def ana(make: Factory) -> Member:
    return make.member(make.workspace())


def opened(session: Session, member: Member, now: datetime) -> str:
    return accounts.open_sign_in(
        session, member.user, device="Phone", lasts=MONTH, actor=HERE, now=now
    )[0]


def test_a_person_signs_in_and_is_known_by_the_token(
    database: Database, secrets: Secrets, now: datetime
) -> None:
    user_id = with_ana(database, now)

    token, shown = enter(database, secrets, now, email=" ANA@example.org")

    with database.reading() as session:
        actor = accounts.actor_of(session, token, now=now, request_id="r2", address_key="there")
        assert token not in repr(session.exec(select(SignIn)).one())
        event = session.exec(select(Event)).one()
        assert (event.what, event.actor_id) == ("signed_in", user_id)
    assert actor is not None
    assert (actor.user_id, actor.role, actor.request_id) == (user_id, "organizer", "r2")
    assert len(token) == 43
    assert actor.address_key == "there"
    assert shown.device == "Firefox on Linux"
    assert shown.expires_at == now + MONTH


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", ""), ("\x00", "\ud800")],
)
def test_wrong_entries_all_get_the_same_refusal(
    database: Database, secrets: Secrets, now: datetime, email: str, password: str
) -> None:
    with_ana(database, now)

    with pytest.raises(NotSignedIn) as refused:
        enter(database, secrets, now, password, email=email)

    assert refused.value.text_key == "problem.wrong_sign_in"
    with database.reading() as session:
        assert session.exec(select(SignIn)).all() == []


def test_attempts_are_spent_also_when_they_fail(
    database: Database, secrets: Secrets, now: datetime
) -> None:
    with_ana(database, now)
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            enter(database, secrets, now, "wrong", address="a")

    with pytest.raises(TooMany) as refused:
        enter(database, secrets, now, address="a")

    assert refused.value.retry_after == 15 * 60
    assert enter(database, secrets, now, address="b")  # A stranger locks nobody out.
    assert enter(database, secrets, now + timedelta(minutes=15), address="a")


def test_an_account_is_limited_over_all_addresses(
    sqlite_database: Database, secrets: Secrets, now: datetime
) -> None:
    with_ana(sqlite_database, now)
    with sqlite_database.transaction() as session:
        # As many as there may be from anywhere, without the cost of thirty wrong passwords.
        account = links.keyed_hash(secrets, "sign-in", "ana@example.org")
        for _ in range(3 * tries.FROM_ANYWHERE):
            limits.count(
                session,
                f"sign-in-to:{account}",
                most=3 * tries.FROM_ANYWHERE,
                within=tries.WITHIN,
                now=now,
            )

    with pytest.raises(TooMany):
        enter(sqlite_database, secrets, now, address="z")


def test_attempts_from_one_address_are_limited_over_all_accounts(
    sqlite_database: Database, secrets: Secrets, now: datetime
) -> None:
    with_ana(sqlite_database, now)
    for name in "abcdefghi":
        with pytest.raises(NotSignedIn):
            enter(sqlite_database, secrets, now, email=f"{name}@example.org")

    with pytest.raises(TooMany):
        enter(sqlite_database, secrets, now)


def test_an_older_hash_is_renewed_at_sign_in(
    sqlite_database: Database, secrets: Secrets, now: datetime
) -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    user_id = with_ana(sqlite_database, now, older)

    enter(sqlite_database, secrets, now)

    with sqlite_database.reading() as session:
        kept = session.get_one(User, user_id).password_hash
    assert kept is not None
    assert kept != older
    assert passwords.is_right(kept, PASSWORD)


def test_a_sign_in_ends_by_time(session: Session, ana: Member, now: datetime) -> None:
    token = opened(session, ana, now)

    assert accounts.actor_of(session, token, now=now + MONTH - timedelta(seconds=1))
    assert accounts.actor_of(session, token, now=now + MONTH) is None
    assert accounts.actor_of(session, "another", now=now) is None


def test_who_left_is_signed_out_at_once(session: Session, ana: Member, now: datetime) -> None:
    token = opened(session, ana, now)
    ana.membership.left_at = now
    session.flush()

    assert accounts.actor_of(session, token, now=now) is None
    with pytest.raises(NotSignedIn):
        opened(session, ana, now)


def test_signing_out_ends_this_sign_in_alone(session: Session, ana: Member, now: datetime) -> None:
    token, other = opened(session, ana, now), opened(session, ana, now)
    actor = accounts.actor_of(session, token, now=now)
    assert actor is not None

    accounts.sign_out(session, actor=actor, now=now)

    assert accounts.actor_of(session, token, now=now) is None
    assert accounts.actor_of(session, other, now=now) is not None


def test_a_person_ends_own_sign_ins_only(
    session: Session, make: Factory, ana: Member, now: datetime
) -> None:
    first, here = opened(session, ana, now), opened(session, ana, now)
    actor = accounts.actor_of(session, here, now=now)
    assert actor is not None
    listed = accounts.sign_ins(session, actor=actor, now=now)
    other = next(view for view in listed if not view.is_this)
    stranger = people.outsider(make)

    for asker, refusal in [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(make.workspace()), NotFound),
        (stranger.actor, NotFound),
    ]:
        with pytest.raises(refusal):
            accounts.end_sign_in(session, other.public_id, actor=asker, now=now)
    assert accounts.actor_of(session, first, now=now) is not None

    accounts.end_sign_in(session, other.public_id, actor=actor, now=now)
    assert accounts.actor_of(session, first, now=now) is None
    assert [view.is_this for view in accounts.sign_ins(session, actor=actor, now=now)] == [True]


def test_use_is_noted_every_ten_minutes(session: Session, ana: Member, now: datetime) -> None:
    actor = accounts.actor_of(session, opened(session, ana, now), now=now)
    assert actor is not None

    assert not accounts.touch(session, actor, now=now + timedelta(minutes=9))
    assert accounts.touch(session, actor, now=now + timedelta(minutes=10))
    assert not accounts.touch(session, actor, now=now + timedelta(minutes=11))


def test_a_token_stands_for_its_sign_in_until_that_ends(
    session: Session, secrets: Secrets, ana: Member, now: datetime
) -> None:
    cookie = opened(session, ana, now)
    issued = accounts.renew(session, secrets, cookie, now=now)
    assert issued.expires_at == now + timedelta(minutes=15)

    actor = accounts.actor_of_jwt(session, secrets, issued.token, asked=HERE, now=now)
    assert actor.user_id == ana.user.id
    assert actor.address_key == "here"

    accounts.sign_out(session, actor=actor, now=now)
    with pytest.raises(NotSignedIn):
        accounts.actor_of_jwt(session, secrets, issued.token, asked=HERE, now=now)
    with pytest.raises(NotSignedIn):
        accounts.renew(session, secrets, cookie, now=now)
    with pytest.raises(NotSignedIn):
        accounts.issue_jwt(session, secrets, actor, now=now)


def test_a_token_is_short_and_outlives_a_new_key(
    session: Session, secrets: Secrets, ana: Member, now: datetime
) -> None:
    issued = accounts.renew(session, secrets, opened(session, ana, now), now=now)
    rotated = Secrets({**secrets.keys, "k2": b"another key for tests, 32 bytes!"}, "k2")

    assert accounts.actor_of_jwt(session, rotated, issued.token, asked=HERE, now=now)
    with pytest.raises(NotSignedIn):
        accounts.actor_of_jwt(
            session, secrets, issued.token, asked=HERE, now=now + timedelta(minutes=15)
        )


def test_forged_tokens_are_refused(
    session: Session, secrets: Secrets, ana: Member, now: datetime
) -> None:
    issued = accounts.renew(session, secrets, opened(session, ana, now), now=now).token
    claims = jwt.decode(issued, options={"verify_signature": False})
    later = {**claims, "exp": epoch(now) + 10**9}
    kid = {"kid": "k1"}
    forged = [
        "",
        "a.b.c",
        issued[:-2],
        jwt.encode(later, "", "none", headers=kid),
        jwt.encode(later, secrets.keys["k1"], "HS256", headers=kid),
        jwt.encode(later, b"another key for tests, 32 bytes!", "HS256", headers={"kid": "k9"}),
        jwt.encode(later, b"another key for tests, 32 bytes!", "HS256"),
    ]

    for token in forged:
        with pytest.raises(NotSignedIn):
            accounts.actor_of_jwt(session, secrets, token, asked=HERE, now=now)


def test_me_is_for_those_who_are_signed_in(session: Session, make: Factory, ana: Member) -> None:
    shown = accounts.me(session, actor=ana.actor)

    assert (shown.name, shown.role, shown.workspace_timezone) == ("Ana Ruiz", "organizer", "UTC")
    with pytest.raises(NotSignedIn):
        accounts.me(session, actor=people.STRANGER)
    with pytest.raises(NotFound):
        accounts.me(session, actor=people.customer_of(make.workspace()))
    with pytest.raises(NotSignedIn):
        accounts.me(session, actor=access.SYSTEM)


def test_old_sign_ins_are_forgotten(session: Session, ana: Member, now: datetime) -> None:
    opened(session, ana, now)

    assert accounts.forget_old(session, now=now + MONTH) == 0
    assert accounts.forget_old(session, now=now + 3 * MONTH) == 1
