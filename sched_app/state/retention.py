"""How long personal data are kept: the form, its dry run, and saving it."""

from typing import Any

import reflex as rx

from sched_app.errors import Forbidden
from sched_app.services import retention
from sched_app.services.retention import Periods
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet

KINDS = ("customers", "bookings", "messages", "notes", "sign_ins")


class RetentionState(Sheet, AppState):
    """The periods, and what they would empty before they are saved."""

    is_loaded: bool = False
    is_forbidden: bool = False
    values: dict[str, str] = {}
    saves: int = 0
    saved: str = ""
    is_asking: bool = False
    counts: list[str] = []

    _asked: dict[str, int] = {}

    @rx.event
    async def load(self) -> Any:
        """Show the periods."""
        if gone := await self._enter():
            return gone
        self.is_forbidden = self.is_asking = False
        self.saved = ""
        try:
            await self._show_periods()
        except Forbidden:
            self.is_forbidden = True
        self.is_loaded = True
        return None

    @rx.event
    async def look(self, form: dict[str, Any]) -> None:
        """Show what these periods would empty, before they are saved."""
        self.saved = ""
        counts = await self._sent(self._counted(form))
        if counts is None:
            return
        self.errors = {}
        self.counts = [
            self._n(f"retention.would.{kept.value}", count) for kept, count in counts.items()
        ]
        self.is_asking = True

    @rx.event
    async def save(self) -> None:
        """Save the periods that were looked at."""
        asked = retention.check(self._asked)
        if await self._sent(self._changed(asked)) is None:
            return
        self.is_asking = False
        await self._show_periods()
        self.saved = self._t("offer.saved")

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is saved."""
        self.is_asking, self.problem = False, ""

    async def _counted(self, form: dict[str, Any]) -> Any:
        asked = retention.check({kind: typed.whole(form, kind) for kind in KINDS})
        self._asked = {kept.value: days for kept, days in asked.items()}
        return await self._read(retention.preview, asked)

    async def _changed(self, asked: Periods) -> bool:
        await self._run(retention.change, asked)
        return True

    async def _show_periods(self) -> None:
        found = await self._read(retention.periods)
        days = {kept.value: str(count) for kept, count in found.items()}
        self.values = {kind: days.get(kind, "") for kind in KINDS}
        self.errors, self.saves = {}, self.saves + 1
