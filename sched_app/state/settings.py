"""What the owner changes of the workspace."""

from contextlib import suppress
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import texts
from sched_app.errors import Invalid
from sched_app.services import accents, workspaces
from sched_app.services.workspaces import WorkspaceForm, WorkspaceView
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet


class SettingsState(Sheet, AppState):
    """The form of the workspace."""

    is_loaded: bool = False
    values: dict[str, Any] = {}
    looks: dict[str, dict[str, str]] = {}
    saves: int = 0
    saved: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the workspace."""
        if gone := await self._enter():
            return gone
        view, base_url = await self._read(_workspace, self.workspace_slug)
        self._show_workspace(view, base_url)
        self.saved = ""
        self.is_loaded = True
        return None

    @rx.event
    async def try_accent(self, accent: str) -> None:
        """Draw an accent that is being chosen; what is half typed leaves the last one."""
        with suppress(Invalid):  # The field says so itself.
            self.looks = await self._read(workspaces.try_accent, accent)

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Save the workspace; old links go on working."""
        asked = WorkspaceForm(
            name=typed.text(form, "name"),
            slug=typed.text(form, "slug"),
            timezone=typed.text(form, "timezone"),
            accent=typed.text(form, "accent"),
            is_listed=typed.flag(form, "is_listed"),
            base_url=typed.text(form, "base_url"),
            locale=typed.text(form, "locale"),
        )
        self.saved = ""
        view = await self._sent(self._run(workspaces.change, asked))
        if view is None:
            return
        self._show_workspace(view, await self._read(workspaces.base_url))
        self.workspace_name, self.workspace_slug = view.name, view.slug
        self.zone = view.timezone
        self.saved = self._t("offer.saved")

    def _show_workspace(self, view: WorkspaceView, base_url: str) -> None:
        self.values = {
            "name": view.name,
            "slug": view.slug,
            "timezone": view.timezone,
            "locale": texts.best_locale(view.locale),
            "accent": view.accent,
            "is_listed": view.is_listed,
            "base_url": base_url,
        }
        self.looks = accents.looks(view.accent)
        self.errors, self.saves = {}, self.saves + 1


def _workspace(session: Session, slug: str) -> tuple[WorkspaceView, str]:
    found = workspaces.by_slug(session, slug)
    if isinstance(found, workspaces.Redirect):  # The slug was changed a moment ago.
        found = workspaces.by_slug(session, found.slug)
    assert isinstance(found, WorkspaceView)
    return found, workspaces.base_url(session)
