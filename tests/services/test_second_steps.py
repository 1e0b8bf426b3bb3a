"""The authenticator: enrolment, codes that work once, recovery, and what the database shows."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import Conflict, Invalid
from sched_app.models.accounts import RecoveryCode, SecondStep
from sched_app.models.columns import epoch
from sched_app.secrets_file import Secrets
from sched_app.services import second_steps
from tests.factories import Factory

STEP = timedelta(seconds=30)


@pytest.fixture
def ana(make: Factory) -> int:
    user = make.user()
    assert user.id is not None
    return user.id


def begun(session: Session, secrets: Secrets, user_id: int, now: datetime) -> str:
    given = second_steps.begin(
        session, secrets, user_id, account="ana@example.org", issuer="Fern: Hill", now=now
    )
    return given.secret


def turned_on(
    session: Session, secrets: Secrets, user_id: int, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Turn it on by the code of a minute ago; give the secret and the recovery codes."""
    secret = begun(session, secrets, user_id, now)
    first = pyotp.TOTP(secret).at(epoch(now - STEP))
    return secret, second_steps.confirm(session, secrets, user_id, first, now=now)


def test_nothing_is_asked_for_before_a_code_confirms_it(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    secret = begun(session, secrets, ana, now)
    assert not second_steps.is_on(session, ana)
    with pytest.raises(Invalid) as refused:
        second_steps.confirm(session, secrets, ana, "000000", now=now)
    assert refused.value.fields == {"code": ("field.code_wrong", {})}
    assert not second_steps.is_on(session, ana)

    code = pyotp.TOTP(secret).at(epoch(now))
    codes = second_steps.confirm(session, secrets, ana, f" {code[:3]} {code[3:]} ", now=now)

    assert second_steps.is_on(session, ana)
    assert second_steps.view(session, ana) == second_steps.StepsView(now, len(codes))
    assert len(set(codes)) == second_steps.CODES
    with pytest.raises(Conflict):
        begun(session, secrets, ana, now)
    with pytest.raises(Conflict):
        second_steps.confirm(session, secrets, ana, code, now=now)


def test_beginning_again_makes_another_secret(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    first = begun(session, secrets, ana, now)
    second = begun(session, secrets, ana, now)

    assert first != second
    old = pyotp.TOTP(first).at(epoch(now))
    with pytest.raises(Invalid):
        second_steps.confirm(session, secrets, ana, old, now=now)


@pytest.mark.parametrize(
    ("drift", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_off_by_one_step(
    session: Session, secrets: Secrets, ana: int, now: datetime, drift: int, is_taken: bool
) -> None:
    secret, _ = turned_on(session, secrets, ana, now)
    later = now + timedelta(minutes=10)
    code = pyotp.TOTP(secret).at(epoch(later + drift * STEP))

    assert second_steps.passes(session, secrets, ana, code, now=later) is is_taken


def test_a_code_works_once_and_none_before_it_afterwards(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    secret, _ = turned_on(session, secrets, ana, now)
    later = now + timedelta(minutes=10)
    before, code = (pyotp.TOTP(secret).at(epoch(at)) for at in (later - STEP, later))

    assert second_steps.passes(session, secrets, ana, code, now=later)
    assert not second_steps.passes(session, secrets, ana, code, now=later)
    assert not second_steps.passes(session, secrets, ana, code, now=later + STEP)
    assert not second_steps.passes(session, secrets, ana, before, now=later)


def test_the_code_that_turned_it_on_is_spent(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    secret = begun(session, secrets, ana, now)
    code = pyotp.TOTP(secret).at(epoch(now))
    second_steps.confirm(session, secrets, ana, code, now=now)

    assert not second_steps.passes(session, secrets, ana, code, now=now)


def test_a_recovery_code_works_once_however_it_is_typed(
    session: Session, secrets: Secrets, ana: int, make: Factory, now: datetime
) -> None:
    _, codes = turned_on(session, secrets, ana, now)
    other = make.user("Ben")

    assert not second_steps.passes(session, secrets, other.id or 0, codes[0], now=now)
    typed = codes[0].replace("-", " ").upper().replace("0", "O").replace("1", "l")
    assert second_steps.passes(session, secrets, ana, typed, now=now)
    assert not second_steps.passes(session, secrets, ana, codes[0], now=now)
    assert second_steps.view(session, ana).codes_left == len(codes) - 1

    renewed = second_steps.renew_codes(session, ana)
    assert not second_steps.passes(session, secrets, ana, codes[1], now=now)
    assert second_steps.passes(session, secrets, ana, renewed[1], now=now)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "\x00", "-"])
def test_what_is_no_code_is_none(
    session: Session, secrets: Secrets, ana: int, now: datetime, code: str
) -> None:
    turned_on(session, secrets, ana, now)

    assert not second_steps.passes(session, secrets, ana, code, now=now)


def test_turned_off_it_takes_no_code_any_more(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    secret, codes = turned_on(session, secrets, ana, now)
    second_steps.turn_off(session, ana)

    assert not second_steps.is_on(session, ana)
    later = now + timedelta(minutes=5)
    for code in (pyotp.TOTP(secret).at(epoch(later)), codes[0]):
        assert not second_steps.passes(session, secrets, ana, code, now=later)
    assert session.exec(select(RecoveryCode)).all() == []


def test_the_database_alone_shows_neither_secret_nor_code(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    secret, codes = turned_on(session, secrets, ana, now)

    kept = repr(
        [
            list(session.connection().execute(sa.select(table.__table__)))  # type: ignore[attr-defined]
            for table in (SecondStep, RecoveryCode)
        ]
    )
    assert secret not in kept
    for code in codes:
        assert code not in kept
        assert code.replace("-", "") not in kept
    # With the same rows and another key there is another secret: without ours, none.
    other = Secrets({"k1": b"a key of somebody else, 32 bytes"}, "k1")
    later = now + timedelta(minutes=5)
    code = pyotp.TOTP(secret).at(epoch(later))
    assert not second_steps.passes(session, other, ana, code, now=later)
    assert second_steps.passes(session, secrets, ana, code, now=later)


def test_a_rotation_keeps_the_authenticators(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    secret, codes = turned_on(session, secrets, ana, now)
    later = now + timedelta(minutes=5)
    code = pyotp.TOTP(secret).at(epoch(later))

    gone = Secrets({"k2": b"the new key alone, thirty-two by"}, "k2")
    assert not second_steps.passes(session, gone, ana, code, now=later)
    assert second_steps.passes(session, gone, ana, codes[0], now=later)
    rotated = Secrets({**gone.keys, **secrets.keys}, "k2")
    assert second_steps.passes(session, rotated, ana, code, now=later)


def test_the_picture_holds_what_is_to_be_typed(
    session: Session, secrets: Secrets, ana: int, now: datetime
) -> None:
    given = second_steps.begin(
        session, secrets, ana, account="ana@example.org", issuer="Fern: Hill", now=now
    )

    assert re.fullmatch(r"[A-Z2-7]{32}", given.secret)
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", given.qr_path)
    # The finder pattern's upper edge: seven dark modules behind the quiet zone.
    assert given.qr_path.startswith("M4 4h7v1h-7z")
    assert all(int(x) < given.qr_size for x in re.findall(r"M(\d+)", given.qr_path))


def test_of_two_rivals_with_one_code_one_gets_in(
    database: Database, secrets: Secrets, now: datetime
) -> None:
    with database.transaction() as session:
        user = Factory(session, now).user()
        user_id = user.id or 0
        secret, codes = turned_on(session, secrets, user_id, now)
    later = now + timedelta(minutes=5)
    for code in (pyotp.TOTP(secret).at(epoch(later)), codes[0]):
        taken = []
        for _ in range(2):
            with database.transaction() as session:
                taken.append(second_steps.passes(session, secrets, user_id, code, now=later))
        assert taken == [True, False]
