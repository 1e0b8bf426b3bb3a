"""The audit log: what happened, by whom, from where; narrowed, page by page, and as a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from sched_app import routes, wiring
from sched_app.errors import Forbidden, Invalid
from sched_app.services import audit, audit_words, dates
from sched_app.services.audit import AuditRow
from sched_app.state.base import AppState
from sched_app.state.paging import Paged

PARTS = ("who", "what", "kind", "since", "until")
ALL = ""


@dataclass(frozen=True)
class AuditLine:
    """An event in the list; `path` leads to what it is about, if that has a page."""

    id: str
    what: str
    subject: str
    path: str
    who: str
    origin: str
    fields: str
    at: str
    request: str


class AuditState(Paged, AppState):
    """A page of the log, and what it is narrowed to."""

    is_loaded: bool = False
    is_forbidden: bool = False
    rows: list[AuditLine] = []
    narrowed: dict[str, str] = dict.fromkeys(PARTS, ALL)
    is_narrowed: bool = False
    fault: str = ""
    people: list[dict[str, str]] = []
    happenings: list[dict[str, str]] = []
    kinds: list[dict[str, str]] = []
    csv_path: str = routes.AUDIT_CSV
    zone_words: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the newest events, narrowed as the address says."""
        if gone := await self._enter():
            return gone
        self.is_forbidden = False
        asked = self.router.url.query_parameters
        self.narrowed = {name: str(asked.get(name, ALL)) for name in PARTS}
        await self._first_page()
        return None

    @rx.event
    async def narrow(self, name: str, value: str) -> None:
        """Narrow the log by one part: who, what, kind, since or until."""
        if name in PARTS:
            self.narrowed = {**self.narrowed, name: value}
            await self._first_page()

    @rx.event
    async def clear(self) -> None:
        """Show the whole log again."""
        self.narrowed = dict.fromkeys(PARTS, ALL)
        await self._first_page()

    async def _reload(self) -> None:
        self.fault = ""
        try:
            wanted = audit.wanted(self.narrowed)
            page = await self._read(audit.listing, wanted, after=self._cursor())
            people = await self._read(audit.people)
        except Invalid as error:
            self.fault = next(iter(self._faults(error).values()))
            return
        except Forbidden:
            self.is_forbidden = True
            return
        now = wiring.current().clock()
        self.rows = [self._line(row, now) for row in page.rows]
        self.people = [{"value": key, "label": name} for key, name in people]
        self.people += [{"value": kind, "label": self._by(kind)} for kind in audit.OTHERS]
        self.happenings = self._options("what")
        self.kinds = self._options("kind")
        self.is_narrowed = any(self.narrowed.values())
        self.csv_path = routes.audit_csv(**self.narrowed)
        self.zone_words = dates.zone_words(now, self.zone, locale=self._locale)
        self._turn(page.after)
        self.is_loaded = True

    def _options(self, part: str) -> list[dict[str, str]]:
        known = audit_words.known(part, self._locale)
        return [{"value": code, "label": words} for code, words in known.items()]

    def _by(self, kind: str) -> str:
        return self._t(f"audit.by.{kind}")

    def _line(self, row: AuditRow, now: datetime) -> AuditLine:
        kind = audit_words.kind(row.subject_kind, self._locale)
        fields = [audit_words.field(name, self._locale) for name in row.fields]
        return AuditLine(
            id=str(row.id),
            what=audit_words.what(row.what, self._locale),
            subject=row.subject_name or kind,
            path=_path(row),
            who=row.actor_name or self._by(row.actor_kind),
            origin=self._origin(row),
            fields=self._t("audit.fields", fields=", ".join(fields)) if fields else "",
            at=self._at(row.at, now),
            request=row.request_id,
        )

    def _origin(self, row: AuditRow) -> str:
        if row.device:
            return audit_words.device(row.device, self._locale)
        if row.actor_kind == "user":
            return self._t("audit.from.forgotten")
        return self._t(f"audit.from.{row.actor_kind}")

    def _at(self, at: datetime, now: datetime) -> str:
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = dates.day_short(at.astimezone(ZoneInfo(self.zone)).date(), locale=self._locale,
                              today=today)  # fmt: skip
        return f"{day}, {at.astimezone(ZoneInfo(self.zone)):%H:%M:%S}"


def _path(row: AuditRow) -> str:
    if not row.subject_id:
        return ""
    if row.subject_kind == "booking":
        return routes.desk_booking(row.subject_id)
    if row.subject_kind == "meeting_type":
        return routes.desk_meeting_type(row.subject_id)
    return {
        "membership": routes.TEAM,
        "message": routes.OUTBOX,
        "schedule": routes.AVAILABILITY,
        "time_off": routes.AVAILABILITY,
        "workspace": routes.SETTINGS,
    }.get(row.subject_kind, "")
