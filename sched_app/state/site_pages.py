"""Pages of the site in the dashboard: their list, and the one that is being written."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.errors import AppError, Invalid, NotFound
from sched_app.services import dates, site_html, site_pages, sites
from sched_app.services.access import Actor
from sched_app.services.site_pages import PageForm, PageView
from sched_app.services.sites import SiteView
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet

NEW = "new"


@dataclass(frozen=True)
class PageRow:
    """A page in the list."""

    id: str
    title: str
    path: str
    edit_path: str
    is_published: bool
    changed: str


class SitePagesState(AppState):
    """The list of pages."""

    is_loaded: bool = False
    is_forbidden: bool = False
    rows: list[PageRow] = []
    target: str = ""
    target_title: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the pages."""
        if gone := await self._enter():
            return gone
        self.target = ""
        self.is_forbidden = "edit_site" not in self.may
        if not self.is_forbidden:
            await self._reload()
        return None

    @rx.event
    def ask(self, public_id: str, title: str) -> None:
        """Ask whether a page is to be deleted."""
        self.target, self.target_title = public_id, title

    @rx.event
    def close(self) -> None:
        """Leave the page."""
        self.target = ""

    @rx.event
    async def remove(self) -> None:
        """Delete the page that was asked about."""
        self.problem = ""
        try:
            await self._run(site_pages.remove, self.target)
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            self.target = ""
        await self._reload()
        self._say("web.desk.page_removed")

    async def _reload(self) -> None:
        site, pages = await self._read(_all)
        today = wiring.current().clock().astimezone(ZoneInfo(self.zone)).date()
        self.rows = [
            PageRow(
                id=view.public_id,
                title=view.title,
                path=site.page_path(view.slug),
                edit_path=routes.desk_site_page(view.public_id),
                is_published=view.is_published,
                changed=dates.moment(view.changed_at, self.zone, locale=self._locale, today=today),
            )
            for view in pages
        ]
        self.is_loaded = True


class SitePageState(Sheet, AppState):
    """The form of one page."""

    is_loaded: bool = False
    is_missing: bool = False
    is_forbidden: bool = False
    is_new: bool = True
    page_id: str = ""
    title: str = ""
    before: str = ""
    path: str = ""
    values: dict[str, Any] = {}
    rev: str = ""
    saved: str = ""
    preview: str = ""

    _version: int = 0

    @rx.event
    async def load(self) -> Any:
        """Show the page that the address names, or an empty form."""
        if gone := await self._enter():
            return gone
        self.is_missing, self.is_loaded, self.saved, self.errors = False, False, "", {}
        self.is_forbidden = "edit_site" not in self.may
        if self.is_forbidden:
            return None
        asked = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        self.is_new = asked == NEW
        try:
            site, view = await self._read(_one, "" if self.is_new else asked)
        except NotFound:
            self.is_missing = True
            return None
        self.before = site.page_path("x")[:-1]
        if view is None:
            self.page_id, self.path, self.title = "", "", self._t("web.desk.page_new")
            self.values = {"title": "", "slug": "", "body": "", "is_published": True}
            self.rev, self._version, self.preview = NEW, 0, ""
        else:
            self._show_page(view)
            self.preview = await self._read(_drawn, _form(self.values))
        self.is_loaded = True
        return None

    @rx.event
    async def try_out(self, form: dict[str, Any]) -> None:
        """Draw what is being typed; what is wrong leaves the last picture."""
        with suppress(Invalid):
            self.preview = await self._read(_drawn, _form(form))

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the page; faults stand at their fields."""
        self.saved = ""
        asked = _form(form)
        made = (
            self._run(site_pages.create, asked)
            if self.is_new
            else self._run(site_pages.change, self.page_id, asked, version=self._version)
        )
        view = await self._sent(made)
        if view is None:
            return None
        self._show_page(view)
        self.saved = self._t("offer.saved")
        if not self.is_new:
            return None
        self.is_new = False  # A second click changes what the first one made.
        return rx.redirect(routes.SITE_PAGES)

    def _show_page(self, view: PageView) -> None:
        self.page_id, self.title = view.public_id, view.title
        self.path = f"{self.before}{view.slug}" if view.is_published else ""
        self._version, self.rev, self.errors = view.version, str(view.version), {}
        self.values = {
            "title": view.title,
            "slug": view.slug,
            "body": view.body,
            "is_published": view.is_published,
        }


def _form(form: dict[str, Any]) -> PageForm:
    return PageForm(
        title=typed.text(form, "title"),
        slug=typed.text(form, "slug"),
        body=typed.text(form, "body"),
        is_published=typed.flag(form, "is_published"),
    )


def _all(session: Session, *, actor: Actor) -> tuple[SiteView, list[PageView]]:
    pages = list(site_pages.listed(session, actor=actor))
    return sites.own(session, actor=actor), pages


def _one(session: Session, public_id: str, *, actor: Actor) -> tuple[SiteView, PageView | None]:
    view = site_pages.get(session, public_id, actor=actor) if public_id else None
    return sites.own(session, actor=actor), view


def _drawn(session: Session, form: PageForm, *, actor: Actor) -> str:
    site = sites.own(session, actor=actor)
    return site_html.framed(site_html.draft(site, form.title, form.body))
