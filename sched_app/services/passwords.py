"""Hashes passwords by argon2id and checks them; a hash made with older parameters is told."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sched_app.services.forms import Checks, email_key

SHORTEST = 10
LONGEST = 200
FEWEST_LETTERS = 3
# OWASP's first choice for argon2id: little enough memory that a small machine can sign people in.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def check(checks: Checks, field: str, password: str, *, email: str) -> None:
    """Note a password that is too short, too long, or no more than the e-mail address."""
    plain = _normal(password).casefold()
    name = email_key(email).partition("@")[0]
    if len(plain) < SHORTEST:
        checks.fault(field, "field.password_short", least=SHORTEST)
    elif len(plain) > LONGEST:
        checks.fault(field, "field.too_long", longest=LONGEST)
    elif plain in (email_key(email), name) or len(set(plain)) < FEWEST_LETTERS:
        checks.fault(field, "field.password_plain")


def hashed(password: str) -> str:
    """Hash a password for keeping."""
    return _HASHER.hash(_normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Say whether a password fits; without a hash it takes as long and is wrong."""
    if len(password) > 4 * LONGEST:
        password = ""
    try:
        fits = _HASHER.verify(password_hash or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    # Keyboards write the same letter in different ways (NIST SP 800-63B, section 5.1.1.2).
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
