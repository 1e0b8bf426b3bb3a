"""“Why can’t they book …?”: a meeting type, a date and a time, and the answer in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from sqlmodel import Session

from sched_app import wiring
from sched_app.errors import Invalid
from sched_app.services import availability, dates, forms, meeting_types, time_off
from sched_app.services.access import Actor
from sched_app.services.availability import ExplanationView
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet


@dataclass(frozen=True)
class HostLine:
    """What speaks against one host."""

    id: str
    words: str
    is_free: bool


class WhyState(Sheet, AppState):
    """The question, and its answer."""

    is_loaded: bool = False
    types: list[list[str]] = []
    values: dict[str, Any] = {}
    answered: int = 0
    verdict: str = ""
    there: str = ""
    is_offered: bool = False
    reasons: list[str] = []
    hosts: list[HostLine] = []

    @rx.event
    async def load(self) -> Any:
        """Show the question, about tomorrow at ten."""
        if gone := await self._enter():
            return gone
        found = await self._read(meeting_types.listed)
        self.types = [[one.public_id, one.name] for one in found]
        today = wiring.current().clock().astimezone(ZoneInfo(self.zone)).date()
        self.values = {
            "type": self.types[0][0] if self.types else "",
            "on": today.isoformat(),
            "at": "10:00",
            "zone": self.zone,
        }
        self.verdict, self.errors, self.is_loaded = "", {}, True
        return None

    @rx.event
    async def ask(self, form: dict[str, Any]) -> None:
        """Explain one instant."""
        zone = typed.text(form, "zone")
        found = await self._sent(self._explained(form, zone))
        if found is not None:
            self._answer(found, zone)

    async def _explained(self, form: dict[str, Any], zone: str) -> ExplanationView:
        starts_at = _instant(form, zone)
        return await self._read(_explain, typed.text(form, "type"), starts_at, locale=self._locale)

    def _answer(self, found: ExplanationView, zone: str) -> None:
        self.verdict, self.is_offered = found.verdict, found.is_offered
        differs = dates.differ_at(found.starts_at, found.timezone, zone)
        self.there = (
            self._t(
                "why.there",
                when=dates.moment(found.starts_at, zone, locale=self._locale),
                zone=dates.zone_words(found.starts_at, zone, locale=self._locale),
            )
            if differs
            else ""
        )
        self.reasons = [reason.words for reason in found.reasons]
        self.hosts = [HostLine(host.id, host.line, host.is_free) for host in found.hosts]
        self.errors = {}
        self.answered += 1


def _instant(form: dict[str, Any], zone: str) -> datetime:
    day, minutes = typed.day(form, "on"), typed.clock(form, "at")
    if day is None:
        raise Invalid({"on": "field.required"})
    if zone not in forms.zones():
        raise Invalid({"zone": "field.zone"})
    return time_off.span(zone, day, minutes, day, minutes)[0]


def _explain(
    session: Session,
    public_id: str,
    starts_at: datetime,
    *,
    actor: Actor,
    now: datetime,
    locale: str,
) -> ExplanationView:
    key = meeting_types.key(session, public_id)
    return availability.explain(session, key, starts_at, actor=actor, now=now, locale=locale)
