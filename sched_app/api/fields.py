"""Types of the API's fields: strict, bounded, and told to the OpenAPI document."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

# Every instant lies between these: nothing computed from one can leave Python's or SQL's range.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_IS_INSTANT, _IS_DATE = re.compile(_INSTANT, re.ASCII), re.compile(_DATE, re.ASCII)
NO_NUL = r"^[^\x00]*$"
PUBLIC_ID = r"^[a-z]{2}_[0-9a-z]{1,29}$"
SLUG = r"^[0-9A-Za-z-]{1,60}$"


def instant(value: object) -> datetime:
    """Read an ISO 8601 instant, whose offset is required; give it in UTC.

    Raise PydanticCustomError for other text, and outside the years 2000 to 2199.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _IS_INSTANT.match(value):
        try:
            found = datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            found = LATEST
        if EARLIEST <= found < LATEST:
            return found
    raise PydanticCustomError("instant", "an ISO 8601 instant with an offset is expected")


def day(value: object) -> date:
    """Read an ISO 8601 date; raise PydanticCustomError outside the years 2000 to 2199."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _IS_DATE.match(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = LATEST.date()
        if EARLIEST.date() <= found < LATEST.date():
            return found
    raise PydanticCustomError("date", "an ISO 8601 date is expected")


def iso(at: datetime) -> str:
    """Write an aware datetime as an instant in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(longest: int, shortest: int = 0, example: str | None = None) -> Any:
    """Bound a text's length and refuse NUL, which PostgreSQL cannot keep."""
    return Field(
        min_length=shortest,
        max_length=longest,
        pattern=NO_NUL,
        examples=None if example is None else [example],
    )


Instant = Annotated[
    datetime,
    BeforeValidator(instant),
    PlainSerializer(iso, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": _INSTANT,
            "examples": ["2026-11-23T09:00:00+01:00"],
        }
    ),
]
Day = Annotated[
    date,
    BeforeValidator(day),
    PlainSerializer(lambda on: on.isoformat(), return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "date", "pattern": _DATE, "examples": ["2026-12-24"]}
    ),
]
PublicId = Annotated[str, Field(pattern=PUBLIC_ID, max_length=32)]
Slug = Annotated[str, Field(pattern=SLUG)]
Zone = Annotated[str, text(64, 1, "Europe/Berlin")]
Email = Annotated[str, text(254, 3, "ana@example.org")]
Token = Annotated[str, text(200, 1)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
# The same in a query, where everything is text.
Number = Annotated[int, Strict(False), Field(ge=1, le=1440)]


class Asked(BaseModel):
    """What a client sends: nothing unnamed, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Given(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(frozen=True)
