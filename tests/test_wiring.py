"""Settings become integrations: a missing group leaves its feature out, a half one is told."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from sched_app import wiring
from sched_app.settings import Settings

ACME = {"key": "acme", "name": "Acme", "issuer": "https://id.acme.test",
        "client_id": "c", "client_secret": "s"}  # fmt: skip


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read settings from the environment, as at start."""

    def read(**environment: str) -> Settings:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return Settings(_env_file=None)  # type: ignore[call-arg]

    return read


def test_without_settings_nobody_is_asked(given: Any):
    assert wiring.issuers(given()) == {}


def test_the_issuers_are_those_that_are_configured(given: Any):
    found = wiring.issuers(
        given(
            GOOGLE_CLIENT_ID="c",
            GOOGLE_CLIENT_SECRET="s",
            MICROSOFT_CLIENT_ID="c",
            MICROSOFT_CLIENT_SECRET="s",
            OPENHOURS_OPENID=json.dumps([ACME, {**ACME, "key": "b", "name": "B"}]),
            OPENHOURS_OPENID_TRUSTED="b, microsoft",
        )
    )

    assert {key: (one.name, one.is_trusted) for key, one in found.items()} == {
        "google": ("Google", False),
        "microsoft": ("Microsoft", True),
        "acme": ("Acme", False),
        "b": ("B", True),
    }


@pytest.mark.parametrize(
    "environment",
    [
        {"GOOGLE_CLIENT_ID": "c"},
        {"LINKEDIN_CLIENT_SECRET": "s"},
        {"OPENHOURS_OPENID": json.dumps([ACME, ACME])},
        {"OPENHOURS_OPENID": json.dumps([{**ACME, "key": "google"}])},
        {"OPENHOURS_OPENID": json.dumps([{**ACME, "key": "a/b"}])},
        {"OPENHOURS_OPENID": json.dumps([{**ACME, "issuer": "http://id.acme.test"}])},
        {"OPENHOURS_OPENID": json.dumps([{**ACME, "secret": "misspelt"}])},
        {"MICROSOFT_TENANT": "../evil"},
    ],
    ids=str,
)
def test_a_half_setting_stops_the_start(given: Any, environment: dict[str, str]):
    with pytest.raises(ValidationError):
        given(**environment)


def test_no_secret_is_shown_with_the_settings(given: Any):
    settings = given(
        GOOGLE_CLIENT_ID="c",
        GOOGLE_CLIENT_SECRET="hush-1",
        OPENHOURS_OPENID=json.dumps([{**ACME, "client_secret": "hush-2"}]),
    )

    assert "hush" not in repr(settings)
    assert "hush" not in repr(settings.openid)
    assert "hush" not in repr(wiring.issuers(settings))
