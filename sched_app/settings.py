"""What the operator can set, read from the environment at start; never compiled in."""

import re
from datetime import timedelta
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_PRESETS = ("google", "linkedin", "microsoft")
_LOCAL = ("http://localhost:", "http://127.0.0.1:")


class OpenIDSettings(BaseModel):
    """One OpenID issuer by its discovery document; `key` stands in our addresses."""

    model_config = {"frozen": True, "extra": "forbid"}

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,29}$")
    name: str = Field(min_length=1, max_length=40)
    issuer: str = Field(max_length=300)
    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)
    nonce: bool = True
    pkce: bool = True

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        if not value.startswith(("https://", *_LOCAL)):
            raise ValueError("an issuer is reached by https")
        return value


class Settings(BaseSettings):
    """The settings of one deployment; frozen, and never shown whole, since some are secrets."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, secrets_dir=None
    )

    database_url: str = Field("", alias="DATABASE_URL", repr=False)
    port: int = Field(8000, alias="PORT", ge=1, le=65535)
    host: str = Field("0.0.0.0", alias="OPENHOURS_HOST")
    data_dir: Path = Field(Path("data"), alias="OPENHOURS_DATA_DIR")
    smtp_url: str | None = Field(None, alias="SMTP_URL", repr=False)
    mail_from: str = Field("OpenHours <openhours@localhost>", alias="MAIL_FROM")
    google_client_id: str | None = Field(None, alias="GOOGLE_CLIENT_ID")
    google_client_secret: str | None = Field(None, alias="GOOGLE_CLIENT_SECRET", repr=False)
    linkedin_client_id: str | None = Field(None, alias="LINKEDIN_CLIENT_ID")
    linkedin_client_secret: str | None = Field(None, alias="LINKEDIN_CLIENT_SECRET", repr=False)
    microsoft_client_id: str | None = Field(None, alias="MICROSOFT_CLIENT_ID")
    microsoft_client_secret: str | None = Field(None, alias="MICROSOFT_CLIENT_SECRET", repr=False)
    microsoft_tenant: str = Field("common", alias="MICROSOFT_TENANT", pattern=r"^[A-Za-z0-9.-]+$")
    openid: tuple[OpenIDSettings, ...] = Field((), alias="OPENHOURS_OPENID", repr=False)
    openid_trusted: Annotated[tuple[str, ...], NoDecode] = Field(
        ("google",), alias="OPENHOURS_OPENID_TRUSTED"
    )
    secret_keys: str | None = Field(None, alias="OPENHOURS_SECRET_KEYS", repr=False)
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), alias="OPENHOURS_ALLOWED_ORIGINS"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field((), alias="OPENHOURS_CORS_ORIGINS")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"), alias="OPENHOURS_TRUSTED_PROXIES"
    )
    frame_ancestors: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), alias="OPENHOURS_FRAME_ANCESTORS"
    )
    signup: str = Field("first", alias="SIGNUP", pattern="^(first|invite|open)$")
    run_worker: bool = Field(True, alias="OPENHOURS_WORKER")
    hold_minutes: int = Field(10, alias="OPENHOURS_HOLD_MINUTES", ge=1, le=60)
    holds_per_browser: int = Field(2, alias="OPENHOURS_HOLDS_PER_BROWSER", ge=1)
    sign_in_days: int = Field(30, alias="OPENHOURS_SIGN_IN_DAYS", ge=1)
    rate_limits: bool = Field(True, alias="OPENHOURS_RATE_LIMITS")
    holds_per_hour: int = Field(60, alias="OPENHOURS_HOLDS_PER_HOUR", ge=1)
    bookings_per_hour: int = Field(20, alias="OPENHOURS_BOOKINGS_PER_HOUR", ge=1)
    bookings_per_email_day: int = Field(10, alias="OPENHOURS_BOOKINGS_PER_EMAIL_DAY", ge=1)
    inquiries_per_hour: int = Field(5, alias="OPENHOURS_INQUIRIES_PER_HOUR", ge=1)
    sign_ins_per_quarter: int = Field(10, alias="OPENHOURS_SIGN_INS_PER_QUARTER", ge=1)
    reads_per_minute: int = Field(600, alias="OPENHOURS_READS_PER_MINUTE", ge=1)
    closed_tab_seconds: int = Field(600, alias="OPENHOURS_CLOSED_TAB_SECONDS", ge=1)
    log_format: str = Field("text", alias="OPENHOURS_LOG_FORMAT", pattern="^(text|json)$")
    log_level: str = Field("INFO", alias="OPENHOURS_LOG_LEVEL")

    @field_validator(
        "allowed_origins",
        "cors_origins",
        "trusted_proxies",
        "frame_ancestors",
        "openid_trusted",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("mail_from")
    @classmethod
    def _has_address(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            raise ValueError("MAIL_FROM is written as Name <name@example.org>")
        return value

    @model_validator(mode="after")
    def _open_has_mail(self) -> "Settings":
        if self.signup == "open" and not self.smtp_url:
            raise ValueError("SIGNUP=open confirms addresses by mail: set SMTP_URL")
        return self

    @model_validator(mode="after")
    def _openid_is_whole(self) -> "Settings":
        for name in _PRESETS:
            if bool(getattr(self, f"{name}_client_id")) != bool(
                getattr(self, f"{name}_client_secret")
            ):
                raise ValueError(f"{name.upper()}_CLIENT_ID and _SECRET go together")
        keys = [one.key for one in self.openid]
        if len({*keys, *_PRESETS}) < len(keys) + len(_PRESETS):
            raise ValueError("each issuer in OPENHOURS_OPENID needs a key of its own")
        return self

    @cached_property
    def attempts(self) -> int:
        """How many attempts at an account a quarter of an hour has; no limit is a very high one."""
        return self.sign_ins_per_quarter if self.rate_limits else 1_000_000

    @cached_property
    def sign_in_lasts(self) -> timedelta:
        """How long a sign-in lasts."""
        return timedelta(days=self.sign_in_days)

    @cached_property
    def database(self) -> str:
        """The database's address; the default is a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'openhours.db'}"

    @cached_property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self.database.startswith("sqlite")
