"""The booking page: find a time, keep it, take the details, book."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from sqlmodel import Session

from sched_app import routes, texts, wiring
from sched_app.errors import AppError, HoldExpired, Invalid, NotFound, SlotTaken
from sched_app.services import (
    attendees,
    availability,
    booking_views,
    bookings,
    dates,
    holds,
    links,
    meeting_types,
    watching,
    workspaces,
)
from sched_app.services.access import Actor
from sched_app.services.attendees import Details
from sched_app.services.booking_views import BookingView
from sched_app.services.holds import Terms
from sched_app.services.traffic import Stage
from sched_app.state import keeping, shown, times
from sched_app.state.base import AppState, as_visitor
from sched_app.state.counted import Counted
from sched_app.state.keeping import Keeping
from sched_app.state.offer import Offer
from sched_app.state.parcels import STEPS, Parcel
from sched_app.state.picking import Picker
from sched_app.state.shown import Shown

TRAP = "website"  # Only robots fill this in.


class BookingState(Counted, Keeping, Offer, Picker, Shown, AppState):
    """One visit of a booking page."""

    is_missing: bool = False
    step: str = "times"
    errors: dict[str, str] = {}
    attempt: int = 0
    resumed: int = 0
    review: list[dict[str, str]] = []
    is_booking: bool = False
    others: list[dict[str, str]] = []
    wanted: str = ""
    lost_words: str = ""
    manage_link: str = ""
    file_url: str = ""
    done_title: str = ""
    done_words: str = ""

    @rx.event
    async def hello(self, told: dict[str, Any]) -> None:
        """Welcome a page: on arrival, after a reload, and when this state was lost."""
        parcel = Parcel.of(told)
        if parcel.is_lost and self.at == parcel.path:
            return  # Another event of the page came first and found the visit again.
        self.problem = ""
        is_same = self.at == parcel.path
        await self._arrive(parcel)
        if self.is_missing or (is_same and self.step == "done" and parcel.is_again):
            self.at = parcel.path
            return
        self._begin_count(is_new=not is_same and not parcel.is_again)
        wanted = parcel.starts_at if parcel.is_again and parcel.step in STEPS else None
        if parcel.token and wanted is None:
            await self._run(holds.release, parcel.token, who=as_visitor)
        self.step, self.hold = "times", {}
        on = parcel.on_date
        if not on and wanted:
            on = times.local_date(wanted, self.my_zone).isoformat()
        await self._show(parcel.month or on[:7], on, first=not parcel.month)
        self.wanted = self._free_at(parcel.clock)
        if wanted:
            await self._resume(parcel, wanted)
        self.at = parcel.path

    @rx.event
    async def choose_length(self, minutes: str) -> None:
        """Show the times at which another length is free."""
        if self.at and self.step == "times" and minutes.isdecimal():
            self.problem = ""
            self._take_length(int(minutes))
            await self._show(self.month, self.on_date)
            self._say("times.now_for", length=self.length_words)

    @rx.event
    async def news(self, _what: str) -> None:
        """Show the times as they are now: someone took one, or the page slept."""
        if self.at and self.step in ("times", "lost"):
            await self._refresh()

    @rx.event
    async def back(self, to: dict[str, Any]) -> None:
        """Follow the browser's Back and Forward."""
        if not self.at or self.step == "done":
            return
        wanted = to.get("step") if self.hold else "times"
        if wanted not in STEPS:
            await self._let_go()
            self.step = "times"
        else:
            self.step = str(wanted)
        month, on = str(to.get("month", "")), str(to.get("date", ""))
        if (month, on) != (self.month, self.on_date):
            await self._show(month, on)

    @rx.event
    async def keep_again(self) -> None:
        """Try to keep the time whose hold ran out."""
        starts_at = times.instant(self.hold.get("starts_at", ""))
        if starts_at is None:
            return
        self.problem = ""
        try:
            await self._keep(starts_at)
            self._say("booking.kept_again")
        except SlotTaken:
            await self._lose(starts_at)

    @rx.event
    async def hold_fast(self) -> None:
        """Resume the hold once more: the word that the page before was left may come late."""
        if token := self.hold.get("token"):
            with suppress(HoldExpired):
                await self._run(holds.resume, token, who=as_visitor)

    @rx.event
    async def change_time(self) -> None:
        """Give the time up and go back to the month; what was typed stays in the page."""
        self.problem = ""
        await self._let_go()
        self.step = "times"
        await self._refresh()

    @rx.event
    def change_details(self) -> None:
        """Go back from the review to the form."""
        self.problem = ""
        self.step = "details"

    @rx.event
    async def send_details(self, told: dict[str, Any]) -> None:
        """Check the details; show what is wrong at its field, or all of it for review."""
        parcel = Parcel.of(told)
        self.problem = ""
        if not await self._is_found(parcel, told):
            return
        try:
            attendee = await self._read(
                attendees.try_out, self._type_id, parcel.details(self._locale), who=as_visitor
            )
        except Invalid as error:
            self._refuse(error)
            return
        self._review(attendee)
        self.errors = {}
        self.step = "review"
        self._count(Stage.FILLED_IN)

    @rx.event
    async def book(self, told: dict[str, Any]) -> Any:
        """Book; a second call for the same hold gives the same booking."""
        parcel = Parcel.of(told)
        self.problem = ""
        if parcel.fields.get(TRAP):
            self.problem = self._t("problem.bad_request")
            return
        if not await self._is_found(parcel, told) or parcel.starts_at is None:
            return
        self.is_booking = True
        yield
        try:
            self._finish(*await self._book(parcel, parcel.starts_at))
        except SlotTaken:
            await self._lose(parcel.starts_at)
        except Invalid as error:
            self._refuse(error)
            self.step = "details"
        except AppError as error:
            self.problem = self._render(error)
        finally:
            self.is_booking = False

    @rx.event
    async def start_over(self) -> None:
        """Leave the confirmation, or the page of a lost time, for the month."""
        self.problem = ""
        self.step, self.hold = "times", {}
        await self._show(self.month, "", first=True)

    async def _is_found(self, parcel: Parcel, told: dict[str, Any]) -> bool:
        """Find the visit again if this state lost it; say whether it can go on."""
        if self.at != parcel.path:
            await self.hello({**told, "again": True, "step": "details"})
        return bool(self._type_id) and self.step in STEPS

    async def _arrive(self, parcel: Parcel) -> None:
        """Find the meeting type that the path names, and put its words on the page."""
        self._browser = parcel.browser
        self.my_zone, self.hour12 = parcel.zone, parcel.hour12
        self._minutes = parcel.minutes
        try:
            found, seen = await self._read(_find, parcel.path, who=as_visitor)
        except NotFound:
            self.business, self.is_missing = "OpenHours", True
            return
        self.is_missing = False
        self._describe(found, seen)
        self._home_zone = found.workspace_timezone

    async def _starts_in(self, since: datetime, until: datetime) -> list[datetime]:
        found = await self._read(
            availability.open_times,
            self._type_id,
            since,
            until,
            duration_minutes=self._minutes,
            who=as_visitor,
        )
        return times.instants(found.times)

    async def _keep(self, starts_at: datetime) -> None:
        """Hold a time, giving up the one held before; raise SlotTaken."""
        view = await self._run(
            holds.hold,
            self._type_id,
            starts_at,
            duration_minutes=self._minutes,
            terms=keeping.terms(),
            replaces=self.hold.get("token") or None,
            who=as_visitor,
        )
        self._show_hold(view)

    def _free_at(self, clock: str) -> str:
        """Give the free start of the shown date that an address asks for by its wall time."""
        on = times.day_of(self.on_date)
        for start in self._starts if on and clock else ():
            local = start.astimezone(ZoneInfo(self.my_zone))
            if local.date() == on and f"{local:%H:%M}" == clock:
                return times.iso(start)
        return ""

    def _go_on(self) -> None:
        self.step, self.errors = "details", {}
        self._count(Stage.CHOSEN)

    async def _resume(self, parcel: Parcel, starts_at: datetime) -> None:
        """Go on where a reload or a restart interrupted: same time, same form."""
        try:
            try:
                view = await self._run(holds.resume, parcel.token, who=as_visitor)
                self._take_length(view.duration_minutes)
                self._show_hold(view)
                self.resumed += 1
            except HoldExpired:
                await self._keep(starts_at)
            self.step = "details"
        except SlotTaken:
            await self._lose(starts_at)

    async def _lose(self, starts_at: datetime) -> None:
        """Say that the time is gone, and which are nearest; typed text stays in the page."""
        locale, zone = self._locale, self.my_zone
        self.hold, self.step = {}, "lost"
        on = times.local_date(starts_at, zone)
        await self._show(times.month_of(on), on.isoformat())
        free = self._starts or await self._starts_in(starts_at, starts_at + timedelta(days=62))
        self.lost_words = self._t(
            "booking.lost_words",
            day=dates.day_heading(on, locale=locale, today=self._today()),
            time=dates.clock(starts_at, zone, hour12=self.hour12, locale=locale),
        )
        self.others = [
            {
                "at": times.iso(start),
                "label": dates.clock(start, zone, hour12=self.hour12, locale=locale),
                "day": dates.day_short(times.local_date(start, zone), locale=locale),
            }
            for start in times.nearest(free, starts_at)
        ]

    def _refuse(self, error: Invalid) -> None:
        self.errors = self._faults(error)
        self.attempt += 1

    def _review(self, attendee: attendees.Attendee) -> None:
        locale = self._locale
        rows = [("booking.name", attendee.name), ("booking.email", attendee.email)]
        if attendee.phone:
            rows.append(("booking.phone", attendee.phone))
        self.review = [{"label": texts.t(key, locale), "value": value} for key, value in rows] + [
            {"label": answer["label"], "value": shown.answer_words(answer["value"], locale)}
            for answer in attendee.answers
        ]

    async def _book(self, parcel: Parcel, starts_at: datetime) -> tuple[BookingView, str, str]:
        """Book the held time; a hold that ran out is made again if the time is still free."""
        details, token = parcel.details(self._locale), self.hold.get("token") or parcel.token
        try:
            return await self._run(_book, details, token, terms=keeping.terms(), who=as_visitor)
        except HoldExpired:
            await self._keep(starts_at)
            token = self.hold["token"]
            return await self._run(_book, details, token, terms=keeping.terms(), who=as_visitor)

    def _finish(self, made: BookingView, link: str, page_url: str) -> None:
        locale, zone = self._locale, self.my_zone
        now = wiring.current().clock()
        self._show_booking(made, page_url, zone, self.hour12, locale, now)
        self.manage_link = routes.booking(link)
        self.file_url = routes.calendar_file(link)
        kind = "requested" if made.status == "requested" else "confirmed"
        on = times.local_date(made.starts_at, zone)
        self.done_title = texts.t(
            f"booking.done_{kind}",
            locale,
            name=shown.first_name(made.attendee_name),
            day=shown.near_day(on, self._today(), locale),
        )
        expires = made.request_expires_at
        until = dates.moment(expires, zone, hour12=self.hour12, locale=locale) if expires else ""
        told = "words" if self.has_mail else "kept"
        self.done_words = texts.t(
            f"booking.done_{kind}_{told}", locale, email=made.attendee_email, until=until
        )
        self.hold, self.errors, self.review = {}, {}, []
        self.step = "done"
        self._count(Stage.BOOKED)


def _find(session: Session, path: str, actor: Actor) -> tuple[meeting_types.PublicView, str]:
    """Find the meeting type of a booking page's path, and mark its version; raise NotFound."""
    parts = path.strip("/").split("/")
    if len(parts) != 3:
        raise NotFound()
    found = meeting_types.public(session, parts[1], parts[2], actor=actor)
    return found, watching.seen(session, found.key)


def _book(
    session: Session, details: Details, token: str, *, terms: Terms, actor: Actor, now: datetime
) -> tuple[BookingView, str, str]:
    """Book the time of a hold; give what the attendee sees, and its link, bare and whole."""
    made = bookings.book(
        session,
        details=details,
        actor=actor,
        terms=terms,
        now=now,
        source="page",
        hold_token=token,
    )
    link = links.derive(
        wiring.current().secrets, links.Purpose.MANAGE, made.public_id, made.link_version
    )
    page_url = routes.absolute(
        workspaces.public_url(session, made.workspace_id), routes.booking(link)
    )
    return booking_views.view(session, made, actor=actor, now=now), link, page_url
