"""A booking as its attendee sees it: date, time, facts, calendar links, what can still be done."""

from datetime import date, datetime
from typing import Any

import reflex as rx

from sched_app import routes, texts, wiring
from sched_app.services import calendar_entries, dates, invitations
from sched_app.services.booking_views import BookingView
from sched_app.state import times

LOCATION_ICONS = {"link": "video", "phone": "phone", "place": "map-pin"}


def first_name(name: str) -> str:
    """Give what a greeting says: the first word of a name."""
    return name.split(maxsplit=1)[0] if name.strip() else name


def capital(words: str) -> str:
    """Write the first letter large, as at the start of a line."""
    return words[:1].upper() + words[1:]


def names(people: list[str], locale: str) -> str:
    """Join names as a sentence does: “Ana”, “Ana and Ben”, “Ana, Ben and Cem”."""
    if len(people) < 2:
        return "".join(people)
    return texts.t("booking.and", locale, first=", ".join(people[:-1]), last=people[-1])


def initials(name: str) -> str:
    """Give up to two initials of a name."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def in_words(now: datetime, then: datetime, zone: str, locale: str) -> str:
    """Say how far a date is: “today”, “tomorrow”, “in 8 days”; empty for the past."""
    days = (times.local_date(then, zone) - times.local_date(now, zone)).days
    if days < 0 or then <= now:
        return ""
    if days < 2:
        return texts.t("booking.today" if days == 0 else "booking.tomorrow", locale)
    return texts.n("booking.in_days", days, locale)


def near_day(on: date, today: date, locale: str) -> str:
    """Give a day as a greeting does: “today”, “tomorrow”, “on Wednesday 16 September”."""
    away = (on - today).days
    if away in (0, 1):
        return texts.t(("booking.today", "booking.tomorrow")[away], locale)
    return texts.t("booking.on_day", locale, day=dates.day_heading(on, locale=locale, today=today))


def answer_words(value: Any, locale: str) -> str:
    """Give an intake answer as it is read back."""
    if isinstance(value, bool):
        return texts.t("check.yes" if value else "check.no", locale)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


class Shown(rx.State, mixin=True):
    """The vars of one booking's card; `_show_booking` fills them from the service's view."""

    booking_id: str = ""
    status: str = ""
    business: str = ""
    meeting: str = ""
    with_words: str = ""
    tile_weekday: str = ""
    tile_day: str = ""
    tile_month: str = ""
    time_words: str = ""
    day_words: str = ""
    zone_line: str = ""
    place_kind: str = ""
    place_words: str = ""
    place_link: str = ""
    is_gone: bool = False
    may_move: bool = False
    may_cancel: bool = False
    change_words: str = ""
    closed_title: str = ""
    closed_words: str = ""
    reason_words: str = ""
    google_link: str = ""
    outlook_link: str = ""
    book_again: str = ""
    answers: list[dict[str, str]] = []

    def _show_booking(
        self,
        found: BookingView,
        page_url: str,
        zone: str,
        hour12: bool,
        locale: str,
        now: datetime,
    ) -> None:
        """Put a booking into the card's vars, in the reader's zone and words."""
        on = times.local_date(found.starts_at, zone)
        today = times.local_date(now, zone)
        self.booking_id, self.status = found.id, found.status
        self.business, self.meeting = found.workspace_name, found.meeting_name
        self.with_words = names([host.name for host in found.hosts], locale)
        self.tile_weekday = dates.weekday_short(on, locale=locale)
        self.tile_day, self.tile_month = str(on.day), dates.month_short(on, locale=locale)
        self.day_words = dates.day_heading(on, locale=locale, today=today)
        self.time_words = dates.time_range(
            found.starts_at, found.ends_at, zone, hour12=hour12, locale=locale
        )
        self._show_zone(found, zone, hour12, locale, now)
        self.is_gone = found.status in ("cancelled", "declined", "expired")
        self.book_again = routes.book_again(
            found.workspace_slug, found.meeting_type_slug, found.duration_minutes
        )
        self._show_place(found, locale)
        self._show_rules(found, zone, hour12, locale, now)
        self._show_calendars(found, page_url)
        self.answers = [
            {"label": answer["label"], "value": answer_words(answer["value"], locale)}
            for answer in found.answers
        ]

    def _show_zone(
        self, found: BookingView, zone: str, hour12: bool, locale: str, now: datetime
    ) -> None:
        line = dates.zone_words(found.starts_at, zone, locale=locale)
        if away := in_words(now, found.starts_at, zone, locale):
            line = f"{line}, {away}"
        if dates.differ_at(found.starts_at, zone, found.host_timezone):
            there = found.host_timezone
            line = texts.t(
                "booking.both_zones",
                locale,
                line=line,
                time=dates.clock(found.starts_at, there, hour12=hour12, locale=locale),
                city=dates.city(there, locale=locale),
            )
        self.zone_line = line

    def _show_place(self, found: BookingView, locale: str) -> None:
        value = found.location_value
        self.place_kind = found.location_kind
        self.place_link = ""
        if found.location_kind == "phone":
            number = value or found.attendee_phone
            key = "booking.you_call" if value else "booking.we_call"
            self.place_words = texts.t(key, locale, number=number)
        elif found.location_kind == "link":
            self.place_link = value
            key = "booking.place_link" if self.is_gone else "booking.link_follows"
            self.place_words = value or texts.t(key, locale)
        else:
            self.place_words = value or texts.t("booking.place_follows", locale)

    def _show_rules(
        self, found: BookingView, zone: str, hour12: bool, locale: str, now: datetime
    ) -> None:
        self.may_move, self.may_cancel = found.may_move, found.may_cancel
        until = dates.moment(
            found.change_until,
            zone,
            hour12=hour12,
            locale=locale,
            today=times.local_date(now, zone),
        )
        self.change_words = texts.t("manage.until", locale, until=until)
        kind = "over" if self.is_gone or found.starts_at <= now else "late"
        self.closed_title = texts.t(f"manage.{kind}_title", locale)
        self.closed_words = texts.t(f"manage.{kind}_words", locale)
        self.reason_words = found.reason

    def _show_calendars(self, found: BookingView, page_url: str) -> None:
        sender = wiring.current().settings.mail_from
        entry = calendar_entries.entry(found, sender=sender, url=page_url)
        self.google_link = invitations.google_link(entry)
        self.outlook_link = invitations.outlook_link(entry)
