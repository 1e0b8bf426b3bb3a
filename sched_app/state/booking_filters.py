"""What the list of bookings is narrowed to, and the filters that a member has saved."""

from typing import Any

import reflex as rx

from sched_app.errors import AppError, Invalid
from sched_app.services import booking_search, saved_filters
from sched_app.services.booking_search import PARTS, Wanted
from sched_app.services.saved_filters import FilterView
from sched_app.state import typed
from sched_app.state.booking_acts import Acts

SAVING = "save-filter"


class Narrowing(Acts, mixin=True):
    """The vars of the filters; who uses it reads the list anew (`_first_page`)."""

    narrowed: dict[str, str] = dict.fromkeys(PARTS, "")
    is_narrowed: bool = False
    filter_fault: str = ""
    type_options: list[dict[str, str]] = []
    host_options: list[dict[str, str]] = []
    saved: list[dict[str, str]] = []
    cleared: int = 0

    _saved: dict[str, dict[str, str]] = {}

    @rx.event
    async def narrow(self, name: str, value: str) -> None:
        """Narrow the list by one part; words are looked for in all bookings."""
        if name not in PARTS:
            return
        begins = name == "words" and value and not self.narrowed["words"]
        self.narrowed = {**self.narrowed, name: value}
        if begins:
            self.tab = "all"
        await self._first_page()

    @rx.event
    async def clear_filters(self) -> None:
        """Show everything again."""
        self._narrow_to({})
        await self._first_page()

    @rx.event
    async def use_filter(self, public_id: str) -> None:
        """Narrow the list as a saved filter says."""
        if public_id in self._saved:
            self._narrow_to(self._saved[public_id])
            self.tab = "all"
            await self._first_page()

    @rx.event
    def ask_save(self) -> None:
        """Open the dialog that names what the list is narrowed to."""
        self.dialog, self.errors, self.problem = SAVING, {}, ""
        self.opened += 1

    @rx.event
    async def save_filter(self, form: dict[str, Any]) -> None:
        """Save what the list is narrowed to, under a name."""
        name = typed.text(form, "name")
        made = await self._sent(self._run(saved_filters.save, name, self.narrowed))
        if made is None:
            return
        self.dialog = ""
        await self._read_saved()
        self._say("filters.saved", name=made.name)

    @rx.event
    async def remove_filter(self, public_id: str) -> None:
        """Remove a saved filter; it is quickly made again."""
        try:
            await self._run(saved_filters.remove, public_id)
        except AppError as error:
            self._show_problem(error)
            return
        await self._read_saved()
        self._say("filters.removed")

    def _narrow_to(self, given: dict[str, str]) -> None:
        self.narrowed = {name: given.get(name, "") for name in PARTS}
        self.cleared += 1

    def _wanted(self) -> Wanted | None:
        """Give what is asked for; None, with the fault at the fields, if it cannot be."""
        self.filter_fault = ""
        try:
            wanted = booking_search.wanted(self.narrowed)
        except Invalid as error:
            self.filter_fault = next(iter(self._faults(error).values()))
            return None
        self.is_narrowed = not wanted.is_empty
        return wanted

    async def _read_filters(self) -> None:
        found = await self._read(booking_search.choices)
        self.type_options = [{"value": key, "label": name} for key, name in found.meeting_types]
        self.host_options = [{"value": key, "label": name} for key, name in found.hosts]
        await self._read_saved()

    async def _read_saved(self) -> None:
        views: list[FilterView] = await self._read(saved_filters.listed)
        self.saved = [{"id": view.id, "name": view.name} for view in views]
        self._saved = {view.id: view.wanted for view in views}
