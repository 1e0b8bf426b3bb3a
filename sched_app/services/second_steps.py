"""The second step of signing in: an authenticator's codes (RFC 6238), and codes for recovery."""

import hashlib
import hmac
import secrets as random
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import pyotp
import segno
import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, Invalid
from sched_app.models.accounts import RecoveryCode, SecondStep
from sched_app.models.columns import epoch
from sched_app.secrets_file import Secrets

SECONDS = 30
DRIFT = 1  # So many steps a phone's clock may be off, either way.
CODES = 10
SECRET_BYTES = 20  # As long as the hash's output (RFC 4226, section 4, R6).
CODE_LETTERS = 16  # Of 32 letters: 80 bits, too many to try against a plain hash.
QUIET = 4  # The white border of a QR code, in modules (ISO/IEC 18004).
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_ALIKE = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is given: the secret to type, and a QR code as an SVG path."""

    secret: str
    qr_path: str
    qr_size: int


@dataclass(frozen=True, slots=True)
class StepsView:
    """Whether codes are asked for, since when, and how many recovery codes are left."""

    since: datetime | None
    codes_left: int


def view(session: Session, user_id: int) -> StepsView:
    """Tell how a person's second step stands."""
    row = _row(session, user_id)
    unused = sa.select(sa.func.count()).where(
        col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None)
    )
    left = session.connection().execute(unused).scalar_one()
    return StepsView(row.confirmed_at if row else None, left)


def is_on(session: Session, user_id: int) -> bool:
    """Say whether a person is asked for a code when they sign in."""
    row = _row(session, user_id)
    return row is not None and row.confirmed_at is not None


def begin(
    session: Session, secrets: Secrets, user_id: int, *, account: str, issuer: str, now: datetime
) -> Enrolment:
    """Make a fresh secret for an authenticator; nothing is asked for until a code confirms it.

    Raise Conflict if it is on already.
    """
    row = _row(session, user_id, lock=True)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("problem.steps_on")
    row = row or SecondStep(user_id=user_id, key_name="", salt="", created_at=now)
    row.key_name, row.salt, row.created_at = secrets.current, random.token_hex(16), now
    row.last_step = 0
    session.add(row)
    session.flush()
    secret = _secret(secrets, row)
    # A colon parts the issuer from the account (Google's key URI format); clients show both.
    label = f"{issuer.replace(':', ' ')}:{account}"
    uri = f"otpauth://totp/{quote(label)}?secret={secret}&issuer={quote(issuer.replace(':', ' '))}"
    qr = segno.make(uri, error="m", micro=False, boost_error=False)
    return Enrolment(secret, _path(qr), int(qr.symbol_size(border=QUIET)[0]))


def confirm(
    session: Session, secrets: Secrets, user_id: int, code: str, *, now: datetime
) -> tuple[str, ...]:
    """Turn it on by a first code, and give the recovery codes, which are never shown again.

    Raise Invalid for a wrong code, Conflict if nothing waits for one.
    """
    row = _row(session, user_id, lock=True)
    if row is None or row.confirmed_at is not None:
        raise Conflict("problem.steps_gone")
    if not _takes(session, secrets, row, code, now):
        raise Invalid({"code": "field.code_wrong"})
    row.confirmed_at = now
    session.add(row)
    return renew_codes(session, user_id)


def renew_codes(session: Session, user_id: int) -> tuple[str, ...]:
    """Replace a person's recovery codes; the old ones end."""
    session.connection().execute(
        sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id)
    )
    codes = tuple(_new_code() for _ in range(CODES))
    session.add_all(RecoveryCode(user_id=user_id, code_hash=_hashed(code)) for code in codes)
    session.flush()
    return codes


def passes(session: Session, secrets: Secrets, user_id: int, code: str, *, now: datetime) -> bool:
    """Take a code of the authenticator, or a recovery code, once; the caller counts attempts."""
    row = _row(session, user_id, lock=True)
    if row is None or row.confirmed_at is None:
        return False
    return _takes(session, secrets, row, code, now) or _takes_recovery(session, user_id, code, now)


def turn_off(session: Session, user_id: int) -> None:
    """Forget a person's authenticator and recovery codes; the caller proved the right."""
    for table in (RecoveryCode, SecondStep):
        session.connection().execute(sa.delete(table).where(col(table.user_id) == user_id))
    session.expire_all()


def _row(session: Session, user_id: int, *, lock: bool = False) -> SecondStep | None:
    found = select(SecondStep).where(SecondStep.user_id == user_id)
    return session.exec(found.with_for_update() if lock else found).first()


def _takes(session: Session, secrets: Secrets, row: SecondStep, code: str, now: datetime) -> bool:
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return False
    if row.key_name not in secrets.keys:
        return False
    generator = pyotp.TOTP(_secret(secrets, row))
    present = epoch(now) // SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(generator.generate_otp(step), digits):
            return _advance(session, row, step)
    return False


def _advance(session: Session, row: SecondStep, step: int) -> bool:
    """Note that a step's code was used; False if it, or a later one, was before (RFC 6238 5.2)."""
    changed = session.connection().execute(
        sa.update(SecondStep)
        .where(col(SecondStep.id) == row.id, col(SecondStep.last_step) < step)
        .values(last_step=step)
    )
    return changed.rowcount == 1


def _takes_recovery(session: Session, user_id: int, code: str, now: datetime) -> bool:
    changed = session.connection().execute(
        sa.update(RecoveryCode)
        .where(
            col(RecoveryCode.user_id) == user_id,
            col(RecoveryCode.code_hash) == _hashed(code),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
    )
    return changed.rowcount == 1


def _secret(secrets: Secrets, row: SecondStep) -> str:
    key = secrets.keys[row.key_name]
    digest = hmac.new(key, f"openhours-totp:{row.user_id}:{row.salt}".encode(), hashlib.sha256)
    return b32encode(digest.digest()[:SECRET_BYTES]).decode()


def _new_code() -> str:
    letters = "".join(random.choice(_LETTERS) for _ in range(CODE_LETTERS))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def _hashed(code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum()).translate(_ALIKE)
    return hashlib.sha256(f"openhours-recovery:{plain}".encode()).hexdigest()


def _path(qr: segno.QRCode) -> str:
    """Draw the dark modules as one path: a run of them is one rectangle."""
    runs = []
    for y, row in enumerate(qr.matrix_iter(border=QUIET)):
        x, cells = 0, bytes(row)
        while x < len(cells):
            width = 1
            while x + width < len(cells) and cells[x + width] == cells[x]:
                width += 1
            if cells[x]:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(runs)
