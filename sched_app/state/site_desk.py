"""The editor of a site: blocks as typed, their preview, and the logo."""

import asyncio
import base64
import binascii
from contextlib import suppress
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import wiring
from sched_app.errors import AppError, Invalid
from sched_app.services import site_html, sites
from sched_app.services.access import Actor
from sched_app.services.images import LARGEST
from sched_app.services.site_blocks import BLOCKS, BY_KIND, BlockView, Field
from sched_app.services.sites import EditView, SiteForm
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet

__all__ = ["BLOCKS", "LARGEST", "Field", "SiteDeskState"]


class SiteDeskState(Sheet, AppState):
    """The form of a site."""

    is_loaded: bool = False
    is_forbidden: bool = False
    values: dict[str, Any] = {}
    rev: str = ""
    saved: str = ""
    path: str = ""
    logo: str = ""
    logo_fault: str = ""
    is_uploading: bool = False
    is_removing: bool = False
    preview: str = ""

    _version: int = 0

    @rx.event
    async def load(self) -> Any:
        """Show the blocks."""
        if gone := await self._enter():
            return gone
        self.is_removing, self.saved, self.logo_fault, self.errors = False, "", "", {}
        self.is_forbidden = "edit_site" not in self.may
        if self.is_forbidden:
            return None
        self._show_site(await self._read(sites.edited))
        self.preview = await self._read(_drawn, _blocks(self.values))
        self.is_loaded = True
        return None

    @rx.event
    async def try_out(self, form: dict[str, Any]) -> None:
        """Draw what is being typed; what is wrong leaves the last picture."""
        with suppress(Invalid):  # The field says so itself when it is saved.
            self.preview = await self._read(_drawn, _blocks(form))

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Save the blocks; faults stand at their fields."""
        self.saved = ""
        view = await self._sent(self._run(sites.change, SiteForm(self._version, _blocks(form))))
        if view is None:
            return
        self._show_site(view)
        self.saved = self._t("offer.saved")

    @rx.event
    async def upload_logo(self, encoded: str) -> Any:
        """Take a picture that was sent as base64."""
        self.logo_fault, self.is_uploading = "", True
        yield
        try:
            data = base64.b64decode(str(encoded)[: LARGEST * 2], validate=True)
        except (binascii.Error, ValueError):
            data = b""
        whole = wiring.current()
        actor: Actor = await self._read(_asker)
        try:
            view = await asyncio.to_thread(
                sites.upload_logo,
                whole.database.transaction,
                whole.files,
                data,
                actor=actor,
                now=whole.clock(),
            )
        except Invalid as error:
            self.logo_fault = self._faults(error)["logo"]
            return
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            self.is_uploading = False
        self.logo = view.path
        self._say("web.desk.logo_saved")
        self.preview = await self._read(_drawn, _blocks(self.values))

    @rx.event
    def ask_remove(self) -> None:
        """Ask whether the logo is to go."""
        self.is_removing = True

    @rx.event
    def close(self) -> None:
        """Leave the logo."""
        self.is_removing = False

    @rx.event
    async def remove_logo(self) -> None:
        """Take the logo off the site."""
        self.is_removing = False
        try:
            await self._run(sites.remove_logo)
        except AppError as error:
            self._show_problem(error)
            return
        self.logo = ""
        self._say("web.desk.logo_removed")
        self.preview = await self._read(_drawn, _blocks(self.values))

    def _show_site(self, view: EditView) -> None:
        self._version, self.rev = view.version, str(view.version)
        self.path, self.logo = view.path, view.logo.path if view.logo else ""
        ends = ("roadmap", "footer")
        ordered = sorted(
            view.blocks,
            key=lambda one: (one.kind != "hero", one.kind in ends, one.kind == "footer"),
        )
        self.values = {"order": [{"kind": one.kind, "on": one.is_on} for one in ordered]}
        for block in ordered:
            for field in BY_KIND[block.kind].fields:
                empty: Any = [] if field.kind == "rows" else ""
                self.values[f"{block.kind}_{field.name}"] = block.texts.get(field.name) or empty
        self.errors = {}


def _blocks(form: dict[str, Any]) -> tuple[BlockView, ...]:
    """Read the blocks from a form in the order in which it names them."""
    found = []
    for row in typed.rows(form, "order"):
        kind = str(row.get("kind", ""))
        if kind in BY_KIND:
            texts = {field.name: form.get(f"{kind}_{field.name}") for field in BY_KIND[kind].fields}
            is_on = bool(row.get("on")) or kind in ("hero", "footer")
            found.append(BlockView(kind, is_on, texts))
    return tuple(found)


def _drawn(session: Session, blocks: tuple[BlockView, ...], *, actor: Actor) -> str:
    return site_html.framed(
        site_html.landing(sites.preview(session, blocks, actor=actor), preview=True)
    )


def _asker(_session: Session, *, actor: Actor) -> Actor:
    return actor
