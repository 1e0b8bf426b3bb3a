"""Several bookings at once: those that are picked, what an act would do to each, how it went."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from sched_app import wiring
from sched_app.errors import AppError, Invalid
from sched_app.services import booking_bulk
from sched_app.services.booking_bulk import Act, PlannedView
from sched_app.state import booking_rows, typed
from sched_app.state.booking_acts import Acts

BULK = "bulk"
TELL_EVERY = 5
UNDOABLE = (Act.COMPLETE, Act.NO_SHOW)


@dataclass(frozen=True)
class PlanRow:
    """A booking in the plan; `went` is empty, then `done` or `failed`, and `words` say why."""

    id: str
    name: str
    when: str
    will: bool
    words: str
    went: str


class Bulk(Acts, mixin=True):
    """The vars of what is picked and planned; who uses it says how rows are read anew."""

    picked: list[str] = []
    picked_words: str = ""
    bulk_act: str = ""
    plan: list[PlanRow] = []
    plan_count: int = 0
    plan_words: str = ""
    plan_told: str = ""
    is_done: bool = False

    @rx.event
    def pick(self, public_id: str) -> None:
        """Pick a booking, or drop it."""
        if public_id in self.picked:
            self._pick([one for one in self.picked if one != public_id])
        else:
            self._pick([*self.picked, public_id])

    @rx.event
    def pick_page(self) -> None:
        """Pick every booking of the page, or drop them if all are picked."""
        page = [row.id for row in self.rows]
        rest = [one for one in self.picked if one not in page]
        self._pick(rest if set(page) <= set(self.picked) else [*rest, *page])

    @rx.event
    def unpick(self) -> None:
        """Drop all that are picked."""
        self._pick([])

    @rx.event
    async def plan_bulk(self, act: str) -> None:
        """Show what an act would do to each picked booking; nothing is changed yet."""
        self.problem, self.errors, self.is_done = "", {}, False
        try:
            chosen = booking_bulk.act_of(act)
        except Invalid:
            return
        self.bulk_act = chosen.value
        await self._plan(chosen)
        self.plan_words = self._n(f"bulk.{chosen.value}.title", self.plan_count)
        is_told = chosen not in UNDOABLE
        has_mail = wiring.current().email is not None
        told = "bulk.told" if has_mail else "bulk.told_kept"
        self.plan_told = self._t(told if is_told else "bulk.not_told")
        self.dialog, self.opened = BULK, self.opened + 1

    @rx.event
    async def do_bulk(self, form: dict[str, Any]) -> AsyncIterator[None]:
        """Do the act to each booking by itself, and say how each went."""
        act = booking_bulk.act_of(self.bulk_act)
        reason = typed.text(form, "reason")
        self.problem, self.errors = "", {}
        await self._plan(act)  # What was shown may be some minutes old.
        self.is_busy = True
        yield
        done: list[str] = []
        for number, row in enumerate(self.plan):
            if not row.will:
                continue
            outcome = await self._do_one(row, act, reason)
            self.plan = [*self.plan[:number], outcome, *self.plan[number + 1 :]]
            done += [row.id] if outcome.went == "done" else []
            if number % TELL_EVERY == TELL_EVERY - 1:
                yield
        self.is_busy, self.is_done = False, True
        self.plan_words = self._n("bulk.done", len(done))
        self._pick([one for one in self.picked if one not in done])
        if done and act in UNDOABLE:
            self._undo = " ".join(done)
            self.undo_words = self.plan_words
            self.undo_number += 1
        await self._again()

    async def _plan(self, act: Act) -> None:
        views = await self._read(booking_bulk.preview, self.picked, act)
        self.plan = [self._planned(view, act) for view in views]
        self.plan_count = sum(row.will for row in self.plan)

    async def _do_one(self, row: PlanRow, act: Act, reason: str) -> PlanRow:
        try:
            await self._run(booking_bulk.perform, row.id, act, reason=reason)
        except Invalid as error:
            return replace(row, went="failed", words=next(iter(self._faults(error).values())))
        except AppError as error:
            return replace(row, went="failed", words=self._render(error))
        return replace(row, went="done", words=self._t(f"bulk.{act.value}.done"))

    def _planned(self, view: PlannedView, act: Act) -> PlanRow:
        now, booking = wiring.current().clock(), view.booking
        words = self._t(f"bulk.{act.value}.will" if view.will else f"bulk.{act.value}.cannot")
        return PlanRow(
            id=booking.id,
            name=booking.attendee_name,
            when=booking_rows.when(booking, self.zone, now=now, locale=self._locale),
            will=view.will,
            words=words,
            went="",
        )

    def _pick(self, ids: list[str]) -> None:
        self.picked = ids[: booking_bulk.MOST]
        self.picked_words = self._n("bulk.picked", len(self.picked)) if self.picked else ""
