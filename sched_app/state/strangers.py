"""What the pages of people who are not signed in share: their forms, and what went wrong."""

from typing import Any

import reflex as rx

from sched_app import wiring
from sched_app.services import workspaces
from sched_app.state.base import AppState, as_visitor


class Stranger(rx.State, mixin=True):
    """A form that leads into the dashboard; no password is ever kept in it."""

    is_loaded: bool = False
    is_missing: bool = False
    errors: dict[str, str] = {}
    attempt: int = 0
    values: dict[str, str] = {}
    after: str = ""
    has_mail: bool = False

    async def _arrive(self) -> None:
        """Empty this tab of whoever used it, and show what went wrong with a posted form."""
        root = await self.get_state(AppState)
        root.reset()
        self.after = self.router.url.query_parameters.get("after", "")
        self.has_mail = wiring.current().email is not None
        await self._tell(self._told())
        await self._name()
        self.is_loaded = True

    async def _tell(self, words: str) -> None:
        """Show a problem at the top of the page, if there is one."""
        if words:
            (await self.get_state(AppState))._problem(words)

    def _told(self) -> str:
        """Give the words of the problem that a posted form came back with, if it did."""
        asked: dict[str, Any] = self.router.url.query_parameters
        key = asked.get("problem", "")
        if not key:
            return ""
        # The address may say anything: only the app's own words for problems are shown.
        known = key if key.startswith(("problem.", "field.")) else "problem.bad_request"
        params = {name: value for name, value in asked.items() if value.isdecimal()}
        return self._words_of(known, params)

    async def _name(self) -> None:
        listed = await self._read(workspaces.listed, who=as_visitor)
        self.workspace_name = listed[0].name if len(listed) == 1 else "OpenHours"

    def _token(self) -> str:
        return str(self.router.url.path).rstrip("/").rpartition("/")[2]
