"""What the operator can set, read from the environment at start; never compiled in."""

import re
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


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
    log_format: str = Field("text", alias="OPENHOURS_LOG_FORMAT", pattern="^(text|json)$")
    log_level: str = Field("INFO", alias="OPENHOURS_LOG_LEVEL")

    @field_validator(
        "allowed_origins", "cors_origins", "trusted_proxies", "frame_ancestors", mode="before"
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

    @cached_property
    def database(self) -> str:
        """The database's address; the default is a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'openhours.db'}"

    @cached_property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self.database.startswith("sqlite")
