"""The customers' portal: bookings, receipts, own data, calendar feed, and the way in."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, TypeVar

import reflex as rx
from sqlmodel import Session

from sched_app import routes, texts, wiring
from sched_app.errors import AppError, Forbidden, NotFound, NotSignedIn
from sched_app.services import portal_entrances, portals, workspaces
from sched_app.services.access import Actor
from sched_app.services.booking_views import Page
from sched_app.services.customers import CustomerForm
from sched_app.services.portals import PortalView, ReceiptView
from sched_app.state import portal_rows, shown, typed
from sched_app.state.base import AppState, as_visitor
from sched_app.state.paging import Paged
from sched_app.state.portal_rows import NO_RECEIPT, PortalRow, Receipt
from sched_app.state.sheet import Sheet
from sched_app.state.strangers import Stranger

T = TypeVar("T")
TABS = ("coming", "requests", "past")


class PortalDoorState(Stranger, AppState):
    """The pages before the portal: a link is on its way, and what stands behind it."""

    email: str = ""
    again: str = routes.PORTAL

    @rx.event
    async def load_sent(self) -> None:
        """Say that a mail is on its way to whoever booked, and nothing more."""
        await self._name()
        self.again = routes.portal(self.router.url.query_parameters.get("business", ""))
        self.is_loaded = True

    @rx.event
    async def load_link(self) -> None:
        """Greet the holder of a mailed link; opening it changes nothing."""
        self.is_missing = False
        try:
            secrets = wiring.current().secrets
            view = await self._read(portal_entrances.greet, secrets, self._token(), who=as_visitor)
        except NotFound:
            self.is_missing = True
        else:
            self.workspace_name, self.email = view.workspace_name, view.email
            self.values = {"link": self._token()}
            await self._tell(self._told())
        self.is_loaded = True


class PortalState(Paged, Sheet, AppState):
    """What a customer who is signed in sees; for everyone else it is empty, and asks who they are.

    Moving and cancelling happen on the booking's own page, whose links stand here.
    """

    is_loaded: bool = False
    is_out: bool = False
    is_nobody: bool = False
    is_missing: bool = False
    has_mail: bool = False
    business_slug: str = ""
    business: str = "OpenHours"
    client: str = ""
    first_name: str = ""
    email: str = ""
    is_member: bool = False
    has_password: bool = False
    zone_words: str = ""
    tab: str = "coming"
    tabs: list[dict[str, str]] = []
    rows: list[PortalRow] = []
    site_path: str = routes.HOME

    values: dict[str, str] = {}
    saves: int = 0
    saved: str = ""
    feed: str = ""
    dialog: str = ""
    erase_words: str = ""
    erase_coming: str = ""
    is_erased: bool = False

    receipt: Receipt = NO_RECEIPT

    _zone: str = "UTC"
    _entered: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the bookings of whoever is signed in, or the form that asks who they are."""
        if await self._come_in():
            await self._first_page()
            self.is_loaded = True

    @rx.event
    async def load_data(self) -> None:
        """Show the customer's own data, or the form that asks who they are."""
        if await self._come_in():
            self.is_loaded = True

    @rx.event
    async def load_receipt(self) -> None:
        """Show the receipt that the address names."""
        if not await self._come_in():
            return
        self.is_missing, self.receipt = False, NO_RECEIPT
        public_id = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        try:
            found: ReceiptView = await self._read(portals.receipt, public_id)
        except NotFound:
            self.is_missing = True
        else:
            now = wiring.current().clock()
            self.receipt = portal_rows.receipt(found, zone=self._zone, now=now, locale=self._locale)
        self.is_loaded = True

    @rx.event
    async def check(self) -> None:
        """Empty the page if the sign-in has ended; it asks this every half minute."""
        if not self.client:
            return
        view = await self._own(self._read(_view))
        if view is not None and view.sign_in_id != self._entered:
            self._leave()

    @rx.event
    async def choose_tab(self, tab: str) -> None:
        """Show another list."""
        if tab in TABS and self.client:
            self.tab = tab
            await self._first_page()

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Change name, phone, time zone and language."""
        self.saved = ""
        asked = CustomerForm(
            typed.text(form, "name"),
            phone=typed.text(form, "phone"),
            timezone=typed.text(form, "timezone"),
            locale=typed.text(form, "locale"),
        )
        before = self.attempt
        await self._sent(self._run(portals.change, asked))
        if self.attempt != before or self.problem:
            return
        self.errors, self.saves = {}, self.saves + 1
        if await self._come_in():
            self.saved = self._t("offer.saved")

    @rx.event
    async def open_feed(self) -> None:
        """Give the customer a calendar feed, at an address that no earlier one had."""
        if await self._own(self._run(_feed_opened)):
            await self._come_in()
            self.dialog = ""
            self._say("portal.feed_opened")

    @rx.event
    async def close_feed(self) -> None:
        """End the calendar feed."""
        if await self._own(self._run(_feed_closed)):
            await self._come_in()
            self.dialog = ""
            self._say("portal.feed_closed")

    @rx.event
    async def mail_password(self) -> None:
        """Mail a link by which the customer chooses a password."""
        whole = wiring.current()
        sent = await self._own(
            self._run(
                portals.mail_password,
                whole.secrets,
                has_mail=whole.email is not None,
                attempts=whole.settings.attempts,
            )
        )
        if sent:
            self._say("portal.password_mailed", email=sent)

    @rx.event
    async def ask_erase(self) -> None:
        """Tell what erasing oneself would empty, and what stays and why."""
        found = await self._own(self._read(portals.erasing))
        if found is None:
            return
        self.erase_coming = self._n("portal.erase_coming", found.coming) if found.coming else ""
        self.erase_words = self._n("portal.erase_bookings", found.bookings)
        self.dialog = "erase"

    @rx.event
    def ask(self, dialog: str) -> None:
        """Open one of the page's questions."""
        self.problem = ""
        self.dialog = dialog if dialog in ("feed", "unfeed") and self.client else ""

    @rx.event
    def close(self) -> None:
        """Close the question; nothing is changed."""
        self.dialog = ""

    @rx.event
    async def erase(self) -> None:
        """Erase the customer by their own wish; the page is then empty."""
        if await self._own(self._run(_erased)):
            self._leave()
            self.is_out, self.is_erased = False, True

    async def _reload(self) -> None:
        page = await self._own(self._read(_page, self.tab, self._cursor()))
        if page is None:
            return
        found, priced = page
        now = wiring.current().clock()
        self.rows = [
            portal_rows.row(
                view, zone=self._zone, now=now, locale=self._locale, has_receipt=view.id in priced
            )
            for view in found.items
        ]
        self._turn(found.next_cursor)

    async def _come_in(self) -> bool:
        """Show whose portal it is; False for whoever is not let in, and then the page says how."""
        root = await self.get_state(AppState)
        root.problem, self.said = "", ""
        view = await self._own(self._read(_view))
        if view is None:
            await self._ask_who(root)
            return False
        if view.sign_in_id != self._entered:
            self.reset()  # Nothing of whoever used this tab before.
        self._take(view)
        return True

    def _take(self, view: PortalView) -> None:
        self._entered, self._zone = view.sign_in_id, view.timezone
        self.is_out = self.is_nobody = self.is_erased = False
        self.has_mail = wiring.current().email is not None
        self.client, self.email = view.name, view.email
        self.first_name = shown.first_name(view.name)
        self.business, self.business_slug = view.workspace_name, view.workspace_slug
        self.site_path = routes.site(view.workspace_slug)
        self.is_member, self.has_password = view.is_member, view.has_password
        self.zone_words = self._t("portal.zone_words", zone=view.timezone.replace("_", " "))
        self.feed = view.feed_path
        self.tabs = [
            {"value": tab, "label": self._t(f"portal.tab.{tab}"), "count": ""} for tab in TABS
        ]
        self.values = {
            "name": view.name, "phone": view.phone, "timezone": view.timezone,
            "locale": view.locale,
        }  # fmt: skip

    async def _ask_who(self, root: AppState) -> None:
        """Show the form that asks for a link, of which business, and what went wrong with it."""
        asked: dict[str, Any] = self.router.url.query_parameters
        self.business_slug = str(asked.get("business", ""))[:60]
        listed = await self._read(workspaces.listed, who=as_visitor)
        named = [one for one in listed if one.slug == self.business_slug]
        known_as = named or (listed if len(listed) == 1 else [])
        self.business = known_as[0].name if known_as else "OpenHours"
        self.has_mail = wiring.current().email is not None
        key = str(asked.get("problem", ""))
        if key:
            # The address may say anything: only the app's own words for problems are shown.
            known = key if key.startswith(("problem.", "field.")) else "problem.bad_request"
            params = {name: value for name, value in asked.items() if value.isdecimal()}
            root.fail(known, params, False)
        self.is_loaded = True

    def _leave(self) -> None:
        slug, business = self.business_slug, self.business
        self.reset()
        self.is_out = self.is_loaded = True
        self.has_mail = wiring.current().email is not None
        self.business_slug, self.business = slug, business

    async def _own(self, work: Awaitable[T]) -> T | None:
        """Do what only the customer may; None if they may not, and the page shows why."""
        self.problem = ""
        try:
            return await work
        except NotSignedIn:
            self._leave()
        except Forbidden:
            self._leave()
            self.is_nobody = True
        except AppError as error:
            self._problem(self._render(error))
        return None


def _view(session: Session, *, actor: Actor) -> PortalView:
    return portals.view(session, wiring.current().secrets, actor=actor)


def _page(
    session: Session, which: str, cursor: str | None, *, actor: Actor, now: datetime
) -> tuple[Page, set[str]]:
    page = portals.list_page(session, which=which, cursor=cursor, actor=actor, now=now)
    return page, portals.prices(session, page, actor=actor)


def _feed_opened(session: Session, *, actor: Actor, now: datetime) -> bool:
    portals.open_feed(session, actor=actor, now=now)
    return True


def _feed_closed(session: Session, *, actor: Actor, now: datetime) -> bool:
    portals.close_feed(session, actor=actor, now=now)
    return True


def _erased(session: Session, *, actor: Actor, now: datetime) -> bool:
    portals.erase(session, actor=actor, now=now)
    return True


LANGUAGES = [(tag, texts.own_name(tag)) for tag in texts.locales()]
