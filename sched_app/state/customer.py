"""One customer: what is known, bookings, notes and tags, and merging another one into it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.errors import AppError, Forbidden, NotFound
from sched_app.services import (
    booking_views,
    customer_links,
    customer_notes,
    customer_views,
    customers,
    dates,
    erasure,
    merges,
)
from sched_app.services.access import Actor, Right
from sched_app.services.booking_views import Page
from sched_app.services.customer_views import CustomerView
from sched_app.services.customers import CustomerForm
from sched_app.services.merges import FIELDS
from sched_app.state import booking_rows, customer_rows, typed
from sched_app.state.base import AppState
from sched_app.state.booking_rows import BookingRow
from sched_app.state.customer_rows import ClientRow, Note, Tag, Tile
from sched_app.state.paging import Paged
from sched_app.state.sheet import Sheet

PAGE = 10
PICKS = 8
CONTACT = ("name", "email", "phone")


@dataclass(frozen=True)
class Kept:
    """A field of a merge: what is kept, and what is not."""

    label: str
    kept: str
    lost: str


class CustomerState(Paged, Sheet, AppState):
    """A customer's page, what is being edited on it, and the dialog that is open over it."""

    is_loaded: bool = False
    is_missing: bool = False
    is_erased: bool = False
    customer_id: str = ""
    name: str = ""
    initials: str = ""
    email: str = ""
    phone: str = ""
    zone_words: str = ""
    since: str = ""
    tags: list[Tag] = []
    known_tags: list[str] = []
    notes: list[Note] = []
    tiles: list[Tile] = []
    rows: list[BookingRow] = []
    unlinked: str = ""
    may_edit: bool = False
    may_manage: bool = False

    is_editing: bool = False
    values: dict[str, str] = {}
    opened: int = 0
    note_values: dict[str, str] = {"text": ""}
    notes_saved: int = 0
    note: str = ""
    tags_saved: int = 0
    dialog: str = ""

    picks: list[ClientRow] = []
    other: str = ""
    other_name: str = ""
    kept: list[Kept] = []
    goes_over: str = ""

    erasing: list[str] = []
    erase_coming: str = ""

    undo_words: str = ""
    undo_number: int = 0

    _undo: list[str] = []
    _timezone: str = ""
    _locale_of: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the customer that the address names, or whom they were merged into."""
        if gone := await self._enter():
            return gone
        self.customer_id = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        self._close()
        self.is_editing, self.undo_words, self._cursors = False, "", []
        self.is_missing = self.is_loaded = False
        try:
            view, _ = await self._read(_page, self.customer_id, None)
        except (NotFound, Forbidden):
            self.is_missing = True
            return None
        if view.merged_into:
            return rx.redirect(routes.desk_customer(view.merged_into))
        self.known_tags = list(await self._read(customer_views.tags))
        await self._reload()
        return None

    @rx.event
    def edit(self) -> None:
        """Turn the card into a form."""
        self.is_editing, self.errors, self.problem = True, {}, ""
        self.values = {"name": self.name, "email": self.email, "phone": self.phone}
        self.opened += 1

    @rx.event
    def leave(self) -> None:
        """Turn the form into a card again; nothing is changed."""
        self.is_editing = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Save what is known of the customer."""
        asked = CustomerForm(
            *(typed.text(form, name) for name in CONTACT),
            self._timezone,
            self._locale_of,
        )
        if await self._sent(self._run(customers.change, self.customer_id, asked)) is None:
            return
        self.is_editing = False
        await self._reload()
        self._say("customers.saved")

    @rx.event
    async def add_note(self, form: dict[str, Any]) -> None:
        """Write a note."""
        words = typed.text(form, "text")
        if await self._sent(self._run(customer_notes.add_note, self.customer_id, words)) is None:
            return
        self.notes_saved += 1
        await self._reload()
        self._say("customers.note_added")

    @rx.event
    def edit_note(self, note_id: str) -> None:
        """Turn a note into a form; an empty id turns it back."""
        self.note, self.errors = note_id, {}
        texts = {one.id: one.text for one in self.notes}
        self.note_values = {"text": texts.get(note_id, "")}
        self.opened += 1

    @rx.event
    async def change_note(self, form: dict[str, Any]) -> None:
        """Write the note anew that is a form."""
        words = typed.text(form, "text")
        if await self._sent(self._run(customer_notes.change_note, self.note, words)) is None:
            return
        self.note = ""
        await self._reload()
        self._say("customers.note_changed")

    @rx.event
    async def remove_note(self, note_id: str) -> None:
        """Take a note away; it can be undone."""
        if await self._done(customer_notes.remove_note, note_id):
            self._offer_undo("customers.note_removed", "note", note_id)

    @rx.event
    async def add_tag(self, form: dict[str, Any]) -> None:
        """Mark the customer with a tag."""
        tag = typed.text(form, "tag")
        step = self._run(_tagged, self.customer_id, tag)
        if await self._sent(step) is None:
            return
        self.tags_saved += 1
        await self._reload()

    @rx.event
    async def remove_tag(self, tag: str) -> None:
        """Take a tag away; it can be undone."""
        if await self._done(customer_notes.remove_tag, self.customer_id, tag):
            self._offer_undo("customers.tag_removed", "tag", tag, tag=tag)

    @rx.event
    async def link_all(self) -> None:
        """Link the bookings that were made with this address; it can be undone."""
        linked: list[str] = []

        def step(session: Session, *, actor: Actor, now: Any) -> None:
            linked.extend(customer_links.link_all(session, self.customer_id, actor=actor, now=now))

        if await self._done(step) and linked:
            self._offer_undo("customers.linked", "links", *linked)

    @rx.event
    async def undo(self) -> None:
        """Take the last thing back."""
        self.undo_words = ""
        kind, *given = self._undo or [""]
        if kind == "note":
            await self._done(customer_notes.restore_note, *given)
        elif kind == "tag":
            await self._done(customer_notes.add_tag, self.customer_id, *given)
        elif kind == "links":
            await self._done(customer_links.unlink, given)
        self._undo = []

    @rx.event
    def hide_undo(self, number: int) -> None:
        """Take the message with Undo away, if it is still the same one."""
        if number == self.undo_number:
            self.undo_words = ""

    @rx.event
    async def ask_merge(self) -> None:
        """Open the dialog in which another customer is chosen to be merged into this one."""
        self._close()
        self.dialog = "merge"
        await self._pick(self.name.split(maxsplit=1)[0] if self.name else "")

    @rx.event
    async def pick(self, words: str) -> None:
        """Show whom these words find, to choose from."""
        await self._pick(words)

    @rx.event
    async def choose(self, public_id: str) -> None:
        """Show what merging a customer into this one would keep."""
        await self._preview(self.customer_id, public_id)

    @rx.event
    def back(self) -> None:
        """Go back to choosing whom to merge."""
        self.other, self.problem = "", ""

    @rx.event
    async def merge(self) -> None:
        """Merge the chosen customer into this one."""
        self.is_busy, self.problem = True, ""
        try:
            await self._run(merges.merge, self.customer_id, self.other)
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            self.is_busy = False
        self._say("customers.merged", name=self.other_name)
        self._close()
        await self._reload()

    @rx.event
    async def ask_erase(self) -> None:
        """Open the dialog that says what erasing would empty."""
        self._close()
        try:
            view = await self._read(erasure.preview, self.customer_id)
        except AppError as error:
            self._show_problem(error)
            return
        self.erase_coming = self._n("customers.erase_coming", view.coming) if view.coming else ""
        self.erasing = [
            self._t("customers.erase_contact"),
            self._n("customers.erase_bookings", view.bookings),
            self._n("customers.notes_count", view.notes),
            self._n("customers.tags_count", view.tags),
            self._n("customers.erase_messages", view.messages),
        ]
        self.dialog = "erase"

    @rx.event
    async def erase(self) -> None:
        """Erase the customer's data, for good."""
        self.is_busy, self.problem = True, ""
        try:
            await self._run(erasure.erase, self.customer_id)
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            self.is_busy = False
        self._close()
        self.is_editing, self.undo_words, self._undo = False, "", []
        self._say("customers.erased_said")
        await self._reload()

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is changed."""
        self._close()

    def _close(self) -> None:
        self.dialog, self.problem, self.other, self.note = "", "", "", ""
        self.picks, self.kept = [], []

    async def _done(self, step: Any, *given: Any) -> bool:
        self.problem = ""
        try:
            await self._run(step, *given)
        except AppError as error:
            self._show_problem(error)
            return False
        finally:
            await self._reload()
        return True

    def _offer_undo(self, key: str, *what: str, **named: object) -> None:
        self._undo = list(what)
        self.undo_words = self._t(key, **named)
        self.undo_number += 1

    async def _pick(self, words: str) -> None:
        page = await self._read(customer_views.list_page, words=words[:200], limit=PICKS + 1)
        now = wiring.current().clock()
        self.picks = [
            customer_rows.row(view, zone=self.zone, now=now, locale=self._locale)
            for view in page.items
            if view.id != self.customer_id
        ][:PICKS]

    async def _preview(self, kept_id: str, gone_id: str) -> None:
        self.problem = ""
        try:
            view = await self._read(merges.preview, kept_id, gone_id)
        except AppError as error:
            self._show_problem(error)
            return
        labels = {name: self._t(f"customers.{name}") for name in FIELDS}
        self.kept = [
            Kept(labels[one.name], one.kept, one.lost)
            for one in view.fields
            if one.lost or one.name in CONTACT
        ]
        moved = [
            self._n("customers.bookings", view.bookings),
            self._n("customers.notes_count", view.notes),
            self._n("customers.tags_count", len(view.tags)),
        ]
        self.goes_over = ", ".join(moved)
        self.other, self.other_name = gone_id, view.gone_name

    async def _reload(self) -> None:
        try:
            view, page = await self._read(_page, self.customer_id, self._cursor())
        except (NotFound, Forbidden):
            self.is_missing = True
            return
        self._show_customer(view)
        now = wiring.current().clock()
        self.rows = [
            booking_rows.row(
                one,
                zone=self.zone,
                now=now,
                locale=self._locale,
                path=routes.desk_booking(one.id),
            )
            for one in page.items
        ]
        self._turn(page.next_cursor)
        self.is_loaded = True

    def _show_customer(self, view: CustomerView) -> None:
        now, locale = wiring.current().clock(), self._locale
        self.name, self.email, self.phone = view.name, view.email, view.phone
        self.initials = booking_rows.initials(view.name)
        self._timezone, self._locale_of = view.timezone, view.locale
        self.zone_words = (
            dates.zone_words(now, view.timezone, locale=locale) if view.timezone else ""
        )
        at = dates.moment(view.created_at, self.zone, locale=locale)
        self.since = self._t("customers.since", at=at)
        self.is_erased = view.erased_at is not None
        self.may_edit, self.may_manage = view.may_edit, view.may_manage
        self.tags = customer_rows.tags(view.tags)
        shown: dict[str, Any] = {"zone": self.zone, "now": now, "locale": locale}
        self.notes = [customer_rows.note(one, **shown) for one in view.notes]
        self.tiles = [
            Tile(self._t(f"customers.tile.{name}"), str(getattr(view.counts, name)))
            for name in ("booked", "coming", "completed", "no_show", "cancelled")
        ]
        self.unlinked = self._n("customers.unlinked", view.unlinked) if view.unlinked else ""


def _page(
    session: Session, public_id: str, cursor: str | None, *, actor: Actor, now: Any
) -> tuple[CustomerView, Page]:
    row = customers.find(session, public_id, actor, Right.READ_CUSTOMERS)
    view = customer_views.view(session, row, actor=actor, now=now)
    page = booking_views.of_customer(
        session, row.id or 0, actor=actor, now=now, limit=PAGE, cursor=cursor
    )
    return view, page


def _tagged(session: Session, public_id: str, tag: str, *, actor: Actor, now: Any) -> bool:
    customer_notes.add_tag(session, public_id, tag, actor=actor, now=now)
    return True
