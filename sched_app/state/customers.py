"""The list of customers: found as one types, of one tag, page by page; and adding one."""

from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.services import customer_views, customers
from sched_app.services.access import Actor
from sched_app.services.customer_views import CustomerPage
from sched_app.services.customers import CustomerForm
from sched_app.state import customer_rows, typed
from sched_app.state.base import AppState
from sched_app.state.customer_rows import ClientRow
from sched_app.state.paging import Paged
from sched_app.state.sheet import Sheet

PAGE = 25
WORDS_LONGEST = 200
EMPTY = {"name": "", "email": "", "phone": ""}


class CustomersState(Paged, Sheet, AppState):
    """A page of customers, what they are looked for by, and the dialog that adds one."""

    is_loaded: bool = False
    words: str = ""
    tag: str = ""
    tags: list[str] = []
    rows: list[ClientRow] = []
    summary: str = ""
    found: str = ""
    is_narrowed: bool = False
    is_adding: bool = False
    opened: int = 0
    values: dict[str, str] = EMPTY

    @rx.event
    async def load(self) -> Any:
        """Show the list, of the tag and the words that the address names."""
        if gone := await self._enter():
            return gone
        asked = self.router.url.query_parameters
        self.words, self.tag = asked.get("q", "")[:WORDS_LONGEST], asked.get("tag", "")
        self.is_adding, self.found = False, ""
        count, self.tags = await self._read(_around)
        self.summary = self._n("customers.count", count)
        if self.tag and self.tag not in self.tags:
            self.tags = [*self.tags, self.tag]
        await self._first_page()
        return rx.set_value("customers-q", self.words)

    @rx.event
    async def search(self, words: str) -> None:
        """Show those in whom these words stand."""
        self.words = words[:WORDS_LONGEST]
        await self._first_page()
        more = "+" if self.has_next else ""
        self.found = self._n("customers.found", len(self.rows), more=more)

    @rx.event
    async def choose_tag(self, tag: str) -> None:
        """Show those of one tag; an empty one stands for all."""
        self.tag = tag
        await self._first_page()

    @rx.event
    async def clear(self) -> Any:
        """Show everyone again."""
        self.words = self.tag = self.found = ""
        await self._first_page()
        return [rx.set_value("customers-q", ""), rx.set_focus("customers-q")]

    @rx.event
    def ask(self) -> None:
        """Open the dialog that adds a customer."""
        self.is_adding, self.errors, self.problem = True, {}, ""
        self.values = {**EMPTY, "name": self.words if "@" not in self.words else ""}
        self.opened += 1

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is added."""
        self.is_adding, self.problem = False, ""

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Add a customer, and show them."""
        asked = CustomerForm(*(typed.text(form, name) for name in EMPTY))
        made = await self._sent(self._run(_added, asked))
        if made is None:
            return None
        self.is_adding = False
        return rx.redirect(routes.desk_customer(made))

    async def _reload(self) -> None:
        page: CustomerPage = await self._read(
            customer_views.list_page,
            words=self.words,
            tag=self.tag,
            limit=PAGE,
            cursor=self._cursor(),
        )
        if not page.items and self._cursors:
            self._cursors = self._cursors[:-1]
            await self._reload()
            return
        now = wiring.current().clock()
        self.rows = [
            customer_rows.row(view, zone=self.zone, now=now, locale=self._locale)
            for view in page.items
        ]
        self.is_narrowed = bool(self.words.strip() or self.tag)
        self._turn(page.next_cursor)
        self.is_loaded = True


def _around(session: Session, *, actor: Actor) -> tuple[int, list[str]]:
    count = customer_views.count(session, actor=actor)
    return count, list(customer_views.tags(session, actor=actor))


def _added(session: Session, form: CustomerForm, *, actor: Actor, now: Any) -> str:
    return customers.add(session, form, actor=actor, now=now).public_id
