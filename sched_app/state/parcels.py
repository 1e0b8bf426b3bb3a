"""What a booking or manage page says of itself with each weighty event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sched_app.services.attendees import Details
from sched_app.state import times

STEPS = ("details", "review")
TEXT_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the page keeps, so that the server need not; all of it is untrusted."""

    path: str
    fields: dict[str, Any]
    token: str
    starts_at: datetime | None
    zone: str
    hour12: bool
    browser: str
    month: str = ""
    on_date: str = ""
    step: str = ""
    minutes: int = 0
    clock: str = ""
    is_again: bool = False
    is_lost: bool = False

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Parcel":
        """Read what the page sent; what has the wrong type counts as not sent."""

        def words(name: str) -> str:
            value = told.get(name)
            return value[:TEXT_LONGEST] if isinstance(value, str) else ""

        fields = told.get("fields")
        return cls(
            path=words("path").rstrip("/"),
            fields=fields if isinstance(fields, dict) else {},
            token=words("token"),
            starts_at=times.instant(words("starts_at")),
            zone=times.known_zone(words("zone")),
            hour12=told.get("hour12") is True,
            browser=words("browser"),
            month=words("month"),
            on_date=words("date"),
            step=words("step"),
            minutes=int(words("minutes")) if words("minutes").isdecimal() else 0,
            clock=words("time"),
            is_again=told.get("again") is True,
            is_lost=told.get("lost") is True,
        )

    def details(self, locale: str) -> Details:
        """Read the attendee's details out of the typed fields."""

        def words(name: str) -> str:
            value = self.fields.get(name)
            return value[:TEXT_LONGEST] if isinstance(value, str) else ""

        answers = {
            name.removeprefix("answers."): value
            for name, value in self.fields.items()
            if name.startswith("answers.")
        }
        return Details(
            name=words("name"),
            email=words("email"),
            timezone=self.zone,
            phone=words("phone"),
            locale=locale,
            answers=answers,
        )
