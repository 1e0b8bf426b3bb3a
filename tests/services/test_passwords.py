"""Passwords: kept as argon2id, compared in their normal form."""

import pytest
from argon2 import PasswordHasher

from sched_app.errors import Invalid
from sched_app.services import passwords
from sched_app.services.forms import Checks


def test_a_password_fits_its_own_hash_alone() -> None:
    kept = passwords.hashed("correct horse battery")

    assert kept.startswith("$argon2id$")
    assert "horse" not in kept
    assert passwords.is_right(kept, "correct horse battery")
    assert not passwords.is_right(kept, "correct horse")
    assert not passwords.is_right(kept, "")
    assert not passwords.is_right(kept, "x" * 1_000_000)


def test_nobody_has_a_password_that_fits() -> None:
    assert not passwords.is_right(None, "the password of nobody")
    assert not passwords.is_right("no hash at all", "secret")


def test_two_ways_to_type_a_letter_are_one_password() -> None:
    assert passwords.is_right(passwords.hashed("Zoe\u0308 likes tea"), "Zoë likes tea")
    assert not passwords.is_right(passwords.hashed("Zoë likes tea"), "\ud800")


def test_a_hash_of_older_parameters_is_told() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("a good password")

    assert passwords.is_outdated(older)
    assert passwords.is_right(older, "a good password")
    assert not passwords.is_outdated(passwords.hashed("a good password"))


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("short", "field.password_short"),
        ("x" * 201, "field.too_long"),
        ("Ana.Ruiz@Example.org", "field.password_plain"),
        ("anastasia.ruiz", "field.password_plain"),
        ("aaaaaaaaaaaa", "field.password_plain"),
    ],
)
def test_poor_passwords_are_refused(password: str, key: str) -> None:
    email = "anastasia.ruiz@example.org" if "stasia" in password else "ana.ruiz@example.org"
    checks = Checks()
    passwords.check(checks, "password", password, email=email)

    with pytest.raises(Invalid) as refused:
        checks.finish()

    assert refused.value.fields["password"][0] == key
