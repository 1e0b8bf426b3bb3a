"""What the checks of typed text let through, and what they say."""

from typing import Any

import pytest

from sched_app.errors import Invalid
from sched_app.models.workspaces import Role
from sched_app.services import forms
from sched_app.services.forms import Checks


def faults_of(check: str, value: Any, *more: Any) -> dict[str, str]:
    checks = Checks()
    getattr(checks, check)("it", value, *more)
    try:
        checks.finish()
    except Invalid as error:
        return {field: key for field, (key, _) in error.fields.items()}
    return {}


@pytest.mark.parametrize(
    ("check", "value", "more", "clean"),
    [
        ("line", "  Ana   Ruiz ", (20,), "Ana Ruiz"),
        ("line", "Zoe\u0308", (20,), "Zoë"),
        ("line", "👩\u200d🏫 Ana", (20,), "👩\u200d🏫 Ana"),
        ("text", " a\r\nb\rc\n", (20,), "a\nb\nc"),
        ("email", " Ana@Example.ORG ", (), "Ana@example.org"),
        ("email", "ana@xn--bcher-kva.de", (), "ana@bücher.de"),
        ("email", "ana@office.local", (), "ana@office.local"),
        ("slug", " Fernhill-2 ", (), "fernhill-2"),
        ("zone", "Australia/Lord_Howe", (), "Australia/Lord_Howe"),
        ("zone", "Asia/Calcutta", (), "Asia/Calcutta"),
        ("whole", 15, (5, 60), 15),
        ("one_of", "admin", (Role,), Role.ADMIN),
        ("colour", " #ffd400 ", (), "#FFD400"),
        ("url", "https://meet.example.org/a?b=c#d", (), "https://meet.example.org/a?b=c#d"),
        ("base_url", "HTTPS://Book.Example.org:8443/", (), "https://book.example.org:8443"),
        ("base_url", "http://[::1]:8000", (), "http://[::1]:8000"),
        ("base_url", "http://localhost:8000", (), "http://localhost:8000"),
    ],
)
def test_good_values_come_back_clean(
    check: str, value: Any, more: tuple[Any, ...], clean: Any
) -> None:
    checks = Checks()

    assert getattr(checks, check)("it", value, *more) == clean
    checks.finish()


@pytest.mark.parametrize(
    ("check", "value", "more", "key"),
    [
        ("line", " ", (20,), "field.required"),
        ("line", "a" * 21, (20,), "field.too_long"),
        ("line", "a\x00b", (20,), "field.control_characters"),
        ("line", "a\u202eb", (20,), "field.control_characters"),
        ("text", "a\ud800b", (20,), "field.control_characters"),
        ("email", "", (), "field.required"),
        ("email", "ana", (), "field.email"),
        ("email", "ana@example", (), "field.email_ending"),
        ("email", "a@b.de, c@d.de", (), "field.email"),
        ("email", "ana@example.org\nBcc: x@y.de", (), "field.email"),
        ("email", "a\ud800@example.org", (), "field.email"),
        ("slug", "a", (), "field.slug"),
        ("slug", "-ab", (), "field.slug"),
        ("slug", "a" * 61, (), "field.slug"),
        ("slug", "straße", (), "field.slug"),
        ("zone", "Mars/Base", (), "field.zone"),
        ("zone", "../../etc/passwd", (), "field.zone"),
        ("whole", 4, (5, 60), "field.range"),
        ("whole", 61, (5, 60), "field.range"),
        ("whole", True, (0, 60), "field.range"),
        ("one_of", "king", (Role,), "field.choice"),
        ("colour", " ", (), "field.required"),
        ("colour", "#FFD40", (), "field.colour"),
        ("colour", "#FFD4000", (), "field.colour"),
        ("colour", "#FFD40G", (), "field.colour"),
        ("colour", "FFD400", (), "field.colour"),
        ("colour", "yellow", (), "field.colour"),
        ("colour", "#FFD40\u0660", (), "field.colour"),
        ("colour", "#FFD400;}</style>", (), "field.colour"),
        ("url", "javascript:alert(1)", (), "field.url"),
        ("url", "https://", (), "field.url"),
        ("url", "https://a b.de", (), "field.url"),
        ("url", "https://a.de:99999", (), "field.url"),
        ("base_url", "https://book.example.org/path", (), "field.base_url"),
        ("base_url", "https://ana@book.example.org", (), "field.base_url"),
        ("base_url", "ftp://book.example.org", (), "field.base_url"),
        ("base_url", "book.example.org", (), "field.base_url"),
        ("base_url", "https://book.example.org?x=1", (), "field.base_url"),
    ],
)
def test_bad_values_are_named(check: str, value: Any, more: tuple[Any, ...], key: str) -> None:
    assert faults_of(check, value, *more) == {"it": key}


def test_every_fault_is_told_at_once_and_the_first_of_a_field_stays() -> None:
    checks = Checks()
    checks.line("name", "", 10)
    checks.whole("minutes", 7, 5, 60, step=5)
    checks.fault("name", "field.choice")

    with pytest.raises(Invalid) as refused:
        checks.finish()

    assert refused.value.fields == {
        "name": ("field.required", {}),
        "minutes": ("field.step", {"step": 5}),
    }


@pytest.mark.parametrize("written", ["Ana@Example.org", " ana@example.org ", "ANA@EXAMPLE.ORG"])
def test_spellings_of_an_address_share_a_key(written: str) -> None:
    assert forms.email_key(written) == "ana@example.org"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Fernhill Studio", "fernhill-studio"),
        ("  Café — Größe 7 ", "cafe-grosse-7"),
        ("東京", ""),
        ("a" * 70, "a" * 60),
    ],
)
def test_a_slug_is_suggested_from_a_name(name: str, slug: str) -> None:
    assert forms.slug_from(name) == slug
