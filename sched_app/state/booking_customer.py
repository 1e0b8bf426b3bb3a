"""Whose a booking is, on the booking's page, and linking it."""

from typing import Any

import reflex as rx

from sched_app import routes
from sched_app.errors import AppError, Forbidden, NotFound, NotSignedIn
from sched_app.services import customer_links
from sched_app.state.base import AppState


class BookingCustomerState(AppState):
    """The customer of the booking whose page is open, or the offer to link one."""

    is_shown: bool = False
    path: str = ""
    name: str = ""
    is_known: bool = False
    may_link: bool = False
    undo_words: str = ""
    undo_number: int = 0

    _booking: str = ""

    @rx.event
    async def load(self) -> None:
        """Show whose the booking is that the address names; its page says if it is missing."""
        self._booking = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        self.is_shown, self.undo_words = False, ""
        await self._show_link()

    @rx.event
    async def link(self) -> None:
        """Link the booking to the customer of its address, or to a new one; it can be undone."""
        if await self._done(customer_links.link, self._booking):
            self.undo_words = self._t("customers.booking_linked", name=self.name)
            self.undo_number += 1

    @rx.event
    async def undo(self) -> None:
        """Take the booking from its customer again."""
        self.undo_words = ""
        await self._done(customer_links.unlink, [self._booking])

    @rx.event
    def hide_undo(self, number: int) -> None:
        """Take the message with Undo away, if it is still the same one."""
        if number == self.undo_number:
            self.undo_words = ""

    async def _done(self, step: Any, given: Any) -> bool:
        try:
            await self._run(step, given)
        except AppError as error:
            (await self.get_state(AppState))._show_problem(error)
            return False
        finally:
            await self._show_link()
        return True

    async def _show_link(self) -> None:
        try:
            view = await self._read(customer_links.of_booking, self._booking)
        except (NotFound, Forbidden, NotSignedIn):
            self.is_shown = False
            return
        self.path = routes.desk_customer(view.id) if view.id else ""
        self.name, self.is_known, self.may_link = view.name, view.is_known, view.may_link
        self.is_shown = bool(view.id) or view.may_link
