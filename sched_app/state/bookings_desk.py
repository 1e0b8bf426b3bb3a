"""The organizer's bookings: the list, one of them, and what is done with them."""

from datetime import datetime
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.errors import Forbidden, NotFound
from sched_app.services import (
    booking_history,
    booking_notes,
    booking_search,
    booking_views,
    dates,
)
from sched_app.services.access import Actor
from sched_app.services.booking_history import HistoryView
from sched_app.services.booking_notes import NoteView
from sched_app.services.booking_search import Wanted
from sched_app.services.booking_views import COUNTED_MOST, BookingView, Counts, Page
from sched_app.state import booking_rows
from sched_app.state.base import AppState
from sched_app.state.booking_bulk import Bulk
from sched_app.state.booking_filters import Narrowing
from sched_app.state.booking_notes import Notes
from sched_app.state.booking_rows import Answer, BookingRow, Step
from sched_app.state.paging import Paged

TABS = ("coming", "requests", "past", "all")
PAGE = 20


class DeskState(Paged, Narrowing, Bulk, Notes, AppState):
    """One tab of bookings, or one booking, and the dialog that is open over it."""

    is_loaded: bool = False
    is_missing: bool = False
    tab: str = "coming"
    tabs: list[dict[str, Any]] = []
    summary: str = ""
    rows: list[BookingRow] = []
    zone_words: str = ""

    one: BookingRow = booking_rows.NOTHING
    is_one: bool = False
    one_when: str = ""
    one_when_there: str = ""
    one_place_kind: str = ""
    one_place: str = ""
    one_phone: str = ""
    one_reason: str = ""
    one_deadline: str = ""
    one_type_path: str = ""
    answers: list[Answer] = []
    steps: list[Step] = []

    @rx.event
    async def load(self) -> Any:
        """Show the list, on the tab that the address names."""
        if gone := await self._enter():
            return gone
        asked = self.router.url.query_parameters.get("tab", "")
        self.tab = asked if asked in TABS else "coming"
        self.is_one, self.dialog = False, ""
        self._pick([])
        await self._read_filters()
        await self._first_page()
        return None

    @rx.event
    async def load_one(self) -> Any:
        """Show the booking that the address names."""
        if gone := await self._enter():
            return gone
        self.dialog = ""
        self.target = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        await self._show_one()
        return None

    @rx.event
    async def choose_tab(self, tab: str) -> None:
        """Show another tab."""
        self.tab = tab if tab in TABS else "coming"
        await self._first_page()

    async def _again(self) -> None:
        await (self._show_one() if self.is_one else self._reload())

    async def _reload(self) -> None:
        wanted = self._wanted()
        if wanted is None:
            return
        page, counts = await self._read(_page, wanted, self.tab, self._cursor())
        if not page.items and self._cursors:
            self._cursors = self._cursors[:-1]
            await self._reload()
            return
        now = wiring.current().clock()
        self.rows = [self._row(view, now) for view in page.items]
        self._turn(page.next_cursor)
        self.tabs = [
            {"value": tab, "label": self._t(f"desk.tab.{tab}"), "count": _number(counts, tab)}
            for tab in TABS
        ]
        self.to_answer = counts.requests
        self.summary = self._summary(counts)
        self.zone_words = dates.zone_words(now, self.zone, locale=self._locale)
        self.is_loaded = True

    async def _show_one(self) -> None:
        try:
            view, told, notes = await self._read(_one, self.target)
        except (NotFound, Forbidden):
            self.is_missing, self.is_one = True, False
            return
        now = wiring.current().clock()
        shown: dict[str, Any] = {"zone": self.zone, "now": now, "locale": self._locale}
        self.is_missing, self.is_one = False, True
        self.one = self._row(view, now)
        self.one_when = booking_rows.when(view, self.zone, now=now, locale=self._locale)
        differs = dates.differ_at(view.starts_at, self.zone, view.attendee_timezone)
        there = booking_rows.when(view, view.attendee_timezone, now=now, locale=self._locale)
        self.one_when_there = there if differs else ""
        self.one_place_kind, self.one_place = view.location_kind, view.location_value
        self.one_phone, self.one_reason = view.attendee_phone, view.reason
        deadline = view.request_expires_at if view.may_answer else None
        self.one_deadline = (
            self._t("desk.deadline", when=dates.moment(deadline, self.zone, locale=self._locale))
            if deadline
            else ""
        )
        self.one_type_path = f"{routes.MEETING_TYPES}/{view.meeting_type_id}"
        self.answers = booking_rows.answers(view, self._locale)
        self.steps = booking_rows.story(told, **shown)
        self._show_notes(notes, now)
        self.is_loaded = True

    def _row(self, view: BookingView, now: datetime) -> BookingRow:
        path = routes.desk_booking(view.id)
        return booking_rows.row(view, zone=self.zone, now=now, locale=self._locale, path=path)

    def _summary(self, counts: Counts) -> str:
        coming = self._n("desk.coming", min(counts.coming, COUNTED_MOST))
        if counts.coming > COUNTED_MOST:
            coming = self._t("desk.coming_many", count=COUNTED_MOST)
        if not counts.requests:
            return self._t("desk.summary", coming=coming)
        return self._t(
            "desk.summary_waiting", coming=coming, waiting=self._n("desk.waiting", counts.requests)
        )


def _number(counts: Counts, tab: str) -> str | None:
    """Give a tab's number; a great one is not counted to its end."""
    count = getattr(counts, tab, None)
    if count is None or count <= COUNTED_MOST:
        return None if count is None else str(count)
    return f"{COUNTED_MOST}+"


def _page(
    session: Session,
    wanted: Wanted,
    tab: str,
    cursor: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Page, Counts]:
    workspace_id = actor.workspace_id or 0
    given: dict[str, Any] = {"actor": actor, "now": now}
    page = booking_search.find(
        session, workspace_id, wanted, which=tab, limit=PAGE, cursor=cursor, **given
    )
    return page, booking_views.counts(session, workspace_id, **given)


def _one(
    session: Session, public_id: str, *, actor: Actor, now: datetime
) -> tuple[BookingView, HistoryView, list[NoteView]]:
    view = booking_views.get(session, public_id, actor=actor, now=now)
    told = booking_history.history(session, public_id, actor=actor)
    return view, told, booking_notes.listed(session, public_id, actor=actor)
