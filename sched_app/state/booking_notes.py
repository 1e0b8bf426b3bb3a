"""The notes on the booking that is shown: written, read, removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from sched_app.errors import AppError
from sched_app.services import booking_notes
from sched_app.services.booking_notes import NoteView
from sched_app.state import system_words, typed
from sched_app.state.booking_acts import Acts

REMOVING = "remove-note"


@dataclass(frozen=True)
class NoteRow:
    """A note on a booking."""

    id: str
    author: str
    words: str
    at: str
    may_remove: bool


class Notes(Acts, mixin=True):
    """The vars of the notes; who uses it shows the booking of `target`."""

    notes: list[NoteRow] = []
    notes_number: int = 0
    note_to_remove: str = ""

    @rx.event
    async def add_note(self, form: dict[str, Any]) -> None:
        """Write a note on the booking; nobody is told."""
        words = typed.text(form, "words")
        if await self._sent(self._run(booking_notes.add, self.target, words)) is None:
            return
        self.errors = {}
        self.notes_number += 1
        self._say("notes.added")
        await self._again()

    @rx.event
    def ask_remove_note(self, note_id: str) -> None:
        """Ask whether a note shall go."""
        self.problem, self.note_to_remove, self.dialog = "", note_id, REMOVING

    @rx.event
    async def remove_note(self) -> None:
        """Remove the note of the open dialog."""
        try:
            await self._run(booking_notes.remove, self.target, self.note_to_remove)
        except AppError as error:
            self._show_problem(error)
            return
        self.dialog = ""
        self._say("notes.removed")
        await self._again()

    def _show_notes(self, views: list[NoteView], now: datetime) -> None:
        self.notes = [
            NoteRow(
                id=view.id,
                author=view.author or self._t("desk.by.user"),
                words=view.words,
                at=system_words.moment(view.created_at, zone=self.zone, now=now,
                                       locale=self._locale),
                may_remove=view.may_remove,
            )
            for view in views
        ]  # fmt: skip
