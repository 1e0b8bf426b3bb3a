"""What visitors wrote, in the dashboard: read, answered, removed."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from sched_app import wiring
from sched_app.errors import AppError, Forbidden, Invalid
from sched_app.services import dates, inquiries
from sched_app.services.inquiries import InquiryView
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.paging import Paged
from sched_app.state.sheet import Sheet

SHOWN = ("new", "answered", "interest", "all")


@dataclass(frozen=True)
class InquiryRow:
    """An inquiry in the list."""

    id: str
    kind: str
    who: str
    email: str
    message: str
    at: str
    answer: str
    answered: str
    is_answered: bool


NOBODY = InquiryRow("", "", "", "", "", "", "", "", False)


class InquiriesState(Sheet, Paged, AppState):
    """A page of inquiries, and the one that is open."""

    is_loaded: bool = False
    is_forbidden: bool = False
    shown: str = "new"
    waiting: str = ""
    rows: list[InquiryRow] = []
    open_id: str = ""
    opened: InquiryRow = NOBODY
    is_open: bool = False
    is_removing: bool = False
    saves: int = 0

    @rx.event
    async def load(self) -> Any:
        """Show what waits for an answer."""
        if gone := await self._enter():
            return gone
        self.is_open = self.is_forbidden = self.is_removing = False
        await self._first_page()
        return None

    @rx.event
    async def choose(self, shown: str) -> None:
        """Show another part of the list."""
        self.shown = shown if shown in SHOWN else SHOWN[0]
        await self._first_page()

    @rx.event
    def open(self, public_id: str) -> None:
        """Open one of the rows that are shown."""
        found = [row for row in self.rows if row.id == public_id]
        if found:
            self.opened, self.open_id = found[0], public_id
            self.is_open, self.is_removing = True, False
            self.errors, self.saves, self.problem = {}, self.saves + 1, ""

    @rx.event
    def close(self) -> None:
        """Close the open one."""
        self.is_open = self.is_removing = False
        self.opened, self.open_id = NOBODY, ""

    @rx.event
    async def answer(self, form: dict[str, Any]) -> None:
        """Mail an answer to the writer."""
        words = typed.text(form, "answer")
        sent = await self._sent(self._run(inquiries.answer, self.open_id, words))
        if sent is None:
            return
        self.close()
        await self._reload()
        self._say("inquiry.answered" if wiring.current().email else "inquiry.answer_kept")

    @rx.event
    async def mark(self, answered: bool) -> None:
        """Mark the open one as answered or as open again, without a mail."""
        await self._act(inquiries.mark, "inquiry.marked", answered=bool(answered))

    @rx.event
    def ask_remove(self) -> None:
        """Ask whether the open one is to be deleted."""
        self.is_removing = True

    @rx.event
    async def remove(self) -> None:
        """Delete the open one."""
        await self._act(inquiries.remove, "inquiry.removed")

    async def _act(self, step: Any, said: str, **given: Any) -> None:
        self.problem = ""
        try:
            await self._run(step, self.open_id, **given)
        except Invalid as error:
            self.errors = self._faults(error)
            return
        except AppError as error:
            self._show_problem(error)
            return
        self.close()
        await self._reload()
        self._say(said)

    async def _reload(self) -> None:
        try:
            page = await self._read(inquiries.listed, show=self.shown, after=self._cursor())
        except Forbidden:
            self.is_forbidden = True
            return
        self.rows = [self._row(view) for view in page.rows]
        self.waiting = self._n("inquiry.waiting", page.waiting) if page.waiting else ""
        self._turn(page.after)
        self.is_loaded = True

    def _row(self, view: InquiryView) -> InquiryRow:
        today = wiring.current().clock().astimezone(ZoneInfo(self.zone)).date()

        def moment(at: Any) -> str:
            return dates.moment(at, self.zone, locale=self._locale, today=today)

        answered = ""
        if view.answered_at:
            key = "inquiry.by" if view.answered_by else "inquiry.at"
            answered = self._t(key, name=view.answered_by, when=moment(view.answered_at))
        return InquiryRow(
            id=view.public_id,
            kind=view.kind,
            who=view.name or view.email,
            email=view.email,
            message=view.message,
            at=moment(view.created_at),
            answer=view.answer,
            answered=answered,
            is_answered=view.answered_at is not None,
        )
