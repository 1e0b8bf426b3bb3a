"""The command palette's findings; its places and keys live in the page."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from sched_app import routes, wiring
from sched_app.services import dates, palette
from sched_app.services.booking_views import BookingView
from sched_app.services.customer_views import CustomerRow
from sched_app.state import times
from sched_app.state.base import AppState

LONGEST = 100


@dataclass(frozen=True)
class Finding:
    """A line of the palette."""

    kind: str
    title: str
    words: str
    href: str


class PaletteState(AppState):
    """What was found for the words that were asked."""

    asked: str = ""
    findings: list[Finding] = []

    @rx.event
    async def seek(self, words: str) -> None:
        """Find customers and bookings; a later question has its own answer."""
        words = words[:LONGEST]
        found = await self._read(palette.find, words)
        now = wiring.current().clock()
        self.findings = [
            *(self._customer(row) for row in found.customers),
            *(self._booking(view, now) for view in found.bookings),
        ]
        self.asked = words

    def _customer(self, row: CustomerRow) -> Finding:
        words = self._n("palette.bookings", row.bookings) if row.bookings else row.email
        title = row.name or row.email or row.phone
        return Finding("customer", title, words, routes.desk_customer(row.id))

    def _booking(self, view: BookingView, now: datetime) -> Finding:
        today = times.local_date(now, self.zone)
        when = dates.moment(view.starts_at, self.zone, locale=self._locale, today=today)
        title = f"{view.attendee_name or view.id}, {view.meeting_name}"
        return Finding("booking", title, when, routes.desk_booking(view.id))
