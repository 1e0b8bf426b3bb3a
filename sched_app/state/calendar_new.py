"""What is entered in the calendar: bookings on behalf of customers, and time off."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from sched_app import wiring
from sched_app.errors import Invalid, SlotTaken
from sched_app.services import dates, quick_bookings, time_off
from sched_app.services.holds import Terms
from sched_app.services.quick_bookings import OfferView, QuickForm
from sched_app.state import absences, booking_acts, hours_shown, times, typed
from sched_app.state.hours_shown import OffRow
from sched_app.state.sheet import Sheet

USUAL = 540  # Minutes after midnight at which a new booking is suggested where no time was named.


class Entering(Sheet, mixin=True):
    """The dialogs that enter something; who uses it has `dialog`, `opened`, and `_again`."""

    values: dict[str, Any] = {}
    offers: list[list[str]] = []
    hosts: list[list[str]] = []
    has_offers: bool = True
    new_words: str = ""
    new_reasons: list[str] = []
    is_taken: bool = False

    off: OffRow = OffRow("", "", "", [], "")
    off_id: str = ""
    off_of: str = ""

    @rx.event
    async def ask_new(self, at: str, until: str, member: str) -> None:
        """Open the dialog that books for a customer, at a time that was clicked or drawn."""
        found = await self._read(quick_bookings.offers)
        starts_at, ends_at = times.instant(at), times.instant(until)
        known = sorted({host for one in found for host in one.hosts}, key=lambda host: host[1])
        alone = self.chosen[0] if len(self.chosen) == 1 else ""
        wanted = member or alone
        wanted = wanted if wanted in [host for host, _ in known] else ""
        self.has_offers = bool(found)
        self.offers = [
            [f"{one.id}:{minutes}", self._offer_words(one, minutes)]
            for one in found
            for minutes in one.minutes
        ]
        anyone = [["", self._t("calendar.anyone")]]
        self.hosts = [*anyone, *map(list, known)] if len(known) > 1 else []
        begin = (starts_at or self._suggested()).astimezone(ZoneInfo(self._zone()))
        length = (ends_at - starts_at).total_seconds() // 60 if starts_at and ends_at else None
        self.values = {
            "offer": _nearest(found, length, wanted),
            "host": wanted,
            "on": begin.date().isoformat(),
            "at": f"{begin:%H:%M}",
            "name": "",
            "email": "",
            "phone": "",
            "override": False,
        }
        self.new_words, self.new_reasons, self.is_taken = "", [], False
        self._open("new")

    @rx.event
    async def send_new(self, form: dict[str, Any]) -> None:
        """Book for the customer; if the time is not offered, say why, and what can be done."""
        self.new_words, self.new_reasons, self.is_taken = "", [], False
        await self._sent(self._book(form))

    @rx.event
    def ask_off(self, member: str) -> None:
        """Open the dialog that enters a time off."""
        alone = self.chosen[0] if len(self.chosen) == 1 else self.member_id
        self.values = {**absences.blank(self._on()), "member": member or alone}
        self._open("away")

    @rx.event
    async def send_off(self, form: dict[str, Any]) -> None:
        """Enter a time off, and show the bookings that lie in its way."""
        await self._sent(self._close_time(form))

    @rx.event
    async def show_off(self, public_id: str) -> None:
        """Open the dialog that shows a time off."""
        self._show_off(await self._read(time_off.get, public_id))
        self._open("off")

    @rx.event
    async def remove_off(self) -> None:
        """Open the time of the shown time off again."""
        await self._run(time_off.remove, self.off_id)
        self.dialog = ""
        self._say("calendar.off_removed")
        await self._again()

    async def _book(self, form: dict[str, Any]) -> None:
        asked = self._asked(form)
        terms = Terms.of(wiring.current().settings, wiring.current().secrets)
        try:
            await self._run(quick_bookings.book, asked, terms=terms)
        except SlotTaken:
            await self._object(asked)
            return
        self.dialog = ""
        self._say("calendar.booked", name=asked.name.strip())
        await self._again()

    def _asked(self, form: dict[str, Any]) -> QuickForm:
        kind, _, minutes = typed.text(form, "offer").partition(":")
        on, at = typed.day(form, "on"), typed.clock(form, "at")
        if on is None:
            raise Invalid({"on": "field.required"})
        if not kind or not minutes.isdecimal():
            raise Invalid({"offer": "field.required"})
        starts_at, _ = time_off.span(self._zone(), on, at, on, at)
        return QuickForm(
            type_id=kind,
            minutes=int(minutes),
            starts_at=starts_at,
            name=typed.text(form, "name"),
            email=typed.text(form, "email"),
            phone=typed.text(form, "phone"),
            member_id=typed.text(form, "host"),
            override=typed.flag(form, "override"),
        )

    async def _object(self, asked: QuickForm) -> None:
        found = await self._read(quick_bookings.objections, asked, locale=self._locale)
        hosts = [one for one in found.hosts if asked.member_id in ("", one.id)]
        self.is_taken = asked.override or not any(
            booking_acts.HARD.isdisjoint({reason.code for reason in host.reasons}) for host in hosts
        )
        self.new_words = self._t("calendar.not_free")
        self.new_reasons = [reason.words for reason in found.reasons]
        self.new_reasons += [host.line for host in hosts if not host.is_free]
        self.attempt += 1

    async def _close_time(self, form: dict[str, Any]) -> None:
        member = typed.text(form, "member") or None
        asked = absences.read(form, self._zone())
        view = await self._run(time_off.add, asked, member_public_id=member)
        self.dialog = ""
        if view.in_the_way:
            self._show_off(view)
            self._open("off")
        self._say("calendar.off_added", name=view.host_name)
        await self._again()

    def _show_off(self, view: time_off.TimeOffView) -> None:
        today = times.local_date(wiring.current().clock(), self._zone())
        self.off = hours_shown.off_row(view, zone=self._zone(), today=today, locale=self._locale)
        self.off_id, self.off_of = view.public_id, view.host_name

    def _offer_words(self, one: OfferView, minutes: int) -> str:
        length = dates.duration_words(minutes, locale=self._locale)
        return self._t("calendar.offer", name=one.name, length=length)

    def _suggested(self) -> datetime:
        """Give nine o'clock of the date that is looked at, or of tomorrow if that is over."""
        now = wiring.current().clock()
        on: date = max(self._on(), times.local_date(now, self._zone()))
        found, _ = time_off.span(self._zone(), on, USUAL, on, USUAL)
        if found > now:
            return found
        on = date.fromordinal(on.toordinal() + 1)
        return time_off.span(self._zone(), on, USUAL, on, USUAL)[0]

    def _open(self, dialog: str) -> None:
        """Open a dialog, without what an earlier one said."""
        raise NotImplementedError

    def _zone(self) -> str:
        raise NotImplementedError

    def _on(self) -> date:
        raise NotImplementedError


def _nearest(offers: tuple[OfferView, ...], length: float | None, member: str) -> str:
    """Choose what fits best: hosted by the member, and as long as what was drawn."""
    fitting = [
        (bool(member) and member not in [host for host, _ in one.hosts],
         abs(minutes - length) if length else 0, f"{one.id}:{minutes}")
        for one in offers
        for minutes in one.minutes
    ]  # fmt: skip
    return min(fitting, key=lambda one: one[:2])[2] if fitting else ""
