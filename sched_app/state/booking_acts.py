"""What is done with bookings, by buttons and dialogs, on every page that shows some of them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from babel.lists import format_list

from sched_app import wiring
from sched_app.errors import AppError, Invalid
from sched_app.services import (
    attendance,
    booking_views,
    cancellations,
    dates,
    move_options,
    moves,
    requests,
    time_off,
)
from sched_app.state import booking_rows, times, typed
from sched_app.state.sheet import Sheet

# Claims cannot be overridden: these reasons stay, whatever the organizer wishes.
HARD = frozenset({"booking", "held", "busy_elsewhere", "past"})


class Acts(Sheet, mixin=True):
    """The dialog that is open over bookings; who uses it says how they are read anew (`_again`)."""

    dialog: str = ""
    opened: int = 0
    target: str = ""
    target_name: str = ""
    target_when: str = ""
    told: str = ""
    has_mail: bool = True

    move_on: str = ""
    move_least: str = ""
    move_times: list[dict[str, str]] = []
    move_at: str = ""
    move_words: str = ""
    move_reasons: list[str] = []
    is_hard: bool = False

    undo_words: str = ""
    undo_number: int = 0

    _undo: str = ""

    @rx.event
    async def accept(self, public_id: str) -> None:
        """Accept a request; a second click changes nothing."""
        await self._act("desk.accepted_said", requests.accept, public_id)

    @rx.event
    async def complete(self, public_id: str) -> None:
        """Note that the appointment took place; it can be undone."""
        if await self._act("", attendance.complete, public_id):
            self._offer_undo("desk.completed_said", public_id)

    @rx.event
    async def no_show(self, public_id: str) -> None:
        """Note that the attendee did not come; it can be undone."""
        if await self._act("", attendance.no_show, public_id):
            self._offer_undo("desk.no_show_said", public_id)

    @rx.event
    async def reopen(self, public_id: str) -> None:
        """Make a booking confirmed again."""
        await self._act("desk.reopened_said", attendance.reopen, public_id)

    @rx.event
    async def undo(self) -> None:
        """Take the last completed or no-show back, of one booking or of several."""
        self.undo_words = ""
        for public_id in self._undo.split():
            await self._act("desk.reopened_said", attendance.reopen, public_id)

    @rx.event
    def hide_undo(self, number: int) -> None:
        """Take the message with Undo away, if it is still the same one."""
        if number == self.undo_number:
            self.undo_words = ""

    @rx.event
    async def ask(self, dialog: str, public_id: str) -> None:
        """Open a dialog about a booking: decline, cancel or move."""
        await self._aim(dialog, public_id)
        self.dialog, self.opened = dialog, self.opened + 1

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is changed."""
        self.dialog, self.problem = "", ""

    @rx.event
    async def decline(self, form: dict[str, Any]) -> None:
        """Decline the request of the open dialog, with its reason."""
        await self._end("desk.declined_said", requests.decline, typed.text(form, "reason"))

    @rx.event
    async def cancel(self, form: dict[str, Any]) -> None:
        """Cancel the booking of the open dialog, with its reason."""
        await self._end("desk.cancelled_said", cancellations.cancel, typed.text(form, "reason"))

    @rx.event
    async def look(self, on: str) -> None:
        """Show the free times of another date in the dialog that moves."""
        await self._look(on)

    @rx.event
    async def try_time(self, time: str) -> None:
        """Look whether a time that was typed is offered, and if not why."""
        self.move_at, self.move_words, self.move_reasons, self.is_hard = "", "", [], False
        try:
            day, minutes = typed.day({"on": self.move_on}, "on"), typed.clock({"at": time}, "at")
        except Invalid:
            return
        if day is None:
            return
        starts_at, _ = time_off.span(self.zone, day, minutes, day, minutes)
        await self._weigh(starts_at)

    @rx.event
    def choose_time(self, at: str) -> None:
        """Choose one of the free times."""
        self.move_at, self.move_reasons, self.is_hard, self.move_words = at, [], False, ""

    @rx.event
    async def move(self) -> None:
        """Move the booking of the open dialog to the time that is chosen there."""
        starts_at = times.instant(self.move_at)
        if starts_at is None:
            return
        self.is_busy, self.problem = True, ""
        try:
            await self._run(
                moves.move, self.target, starts_at=starts_at, override=bool(self.move_reasons)
            )
        except AppError as error:
            self._show_problem(error)
            await self._look(self.move_on)
            return
        finally:
            self.is_busy = False
        self.dialog = ""
        self._say("desk.moved_said", name=self.target_name)
        await self._again()

    async def _aim(self, dialog: str, public_id: str) -> None:
        """Make a booking the target of a dialog that is to open."""
        view = await self._read(booking_views.get, public_id)
        now = wiring.current().clock()
        self.problem, self.errors = "", {}
        self.target, self.target_name = view.id, view.attendee_name
        self.target_when = booking_rows.when(view, self.zone, now=now, locale=self._locale)
        self.has_mail = wiring.current().email is not None
        names = [view.attendee_name, *(host.name for host in view.hosts)]
        told = "desk.told" if self.has_mail else "desk.told_kept"
        self.told = self._t(
            told, names=format_list(list(dict.fromkeys(names)), locale=self._locale)
        )
        if dialog == "move":
            at = max(view.starts_at, now).astimezone(ZoneInfo(self.zone))
            self.move_least = now.astimezone(ZoneInfo(self.zone)).date().isoformat()
            await self._look(at.date().isoformat())

    async def _weigh(self, starts_at: datetime) -> None:
        """Take a start for the target, and find what speaks against it."""
        found = await self._read(
            move_options.objections, self.target, starts_at, locale=self._locale
        )
        self.move_at, self.move_words = starts_at.isoformat(), found.verdict
        if not found.is_offered:
            codes = {reason.code for host in found.hosts for reason in host.reasons}
            codes |= {reason.code for reason in found.reasons}
            self.is_hard = (
                not any(
                    HARD.isdisjoint({reason.code for reason in host.reasons})
                    for host in found.hosts
                )
                or "past" in codes
            )
            self.move_reasons = [reason.words for reason in found.reasons]
            self.move_reasons += [host.line for host in found.hosts if not host.is_free]

    async def _act(self, said: str, step: Any, public_id: str) -> bool:
        self.problem = ""
        try:
            await self._run(step, public_id)
        except AppError as error:
            self._show_problem(error)
            return False
        finally:
            await self._again()
        if said:
            self._say(said)
        return True

    async def _end(self, said: str, step: Any, reason: str) -> None:
        if await self._sent(self._run(step, self.target, reason=reason)) is None:
            return
        self.dialog = ""
        self._say(said, name=self.target_name)
        await self._again()

    async def _look(self, on: str) -> None:
        self.move_on, self.move_at, self.move_reasons, self.is_hard = on, "", [], False
        self.move_words, self.move_times = "", []
        day = typed.day({"on": on}, "on")
        if day is None:
            return
        since, until = time_off.span(self.zone, day, 0, day, 1440)
        found = await self._read(move_options.times, self.target, since, until)
        self.move_times = [
            {"at": at.isoformat(), "label": dates.clock(at, self.zone)} for at in found
        ]

    async def _again(self) -> None:
        """Read what the page shows after something was done; each page knows its own way."""
        raise NotImplementedError

    def _offer_undo(self, key: str, public_id: str) -> None:
        self._undo = public_id
        self.undo_words = self._t(key)
        self.undo_number += 1
