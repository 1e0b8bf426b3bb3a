"""What a booking page says of its meeting type."""

from datetime import timedelta
from typing import Any

import reflex as rx

from sched_app import routes, texts, wiring
from sched_app.services import dates, meeting_types, money
from sched_app.state import shown


class Offer(rx.State, mixin=True):
    """The vars of a meeting type as everyone may see it."""

    about: str = ""
    length_words: str = ""
    price_words: str = ""
    lengths: list[dict[str, str]] = []
    length: str = ""
    host_words: str = ""
    host_initials: str = ""
    place_about: str = ""
    place_icon: str = "map-pin"
    rule_words: str = ""
    needs_approval: bool = False
    needs_phone: bool = False
    questions: list[dict[str, Any]] = []
    news_url: str = ""
    has_mail: bool = True

    _type_id: int = 0
    _offered: dict[int, tuple[str, str]] = {}
    _has_prices: bool = False

    def _describe(self, found: meeting_types.PublicView, seen: str) -> None:
        """Put a meeting type's words on the page; `seen` marks when they were read."""
        locale = self._locale
        self.has_mail = wiring.current().email is not None
        self._type_id = found.key
        self._offered = {
            one.minutes: (
                dates.duration_words(one.minutes, locale=locale),
                money.words(one.price_minor, found.currency, locale=locale),
            )
            for one in found.durations
        }
        has_prices = any(one.price_minor for one in found.durations)
        self.lengths = [
            {"minutes": str(minutes), "words": f"{words} · {price}" if has_prices else words}
            for minutes, (words, price) in self._offered.items()
        ]
        self._has_prices = has_prices
        self._take_length(self._minutes)
        self.business, self.meeting, self.about = (
            found.workspace_name,
            found.name,
            found.description,
        )
        self.host_words = shown.names(list(found.host_names), locale)
        self.host_initials = shown.initials((*found.host_names, found.workspace_name)[0])
        self.place_icon = shown.LOCATION_ICONS[found.location_kind]
        asks_phone = found.location_kind == "phone" and not found.location_value
        self.needs_phone = asks_phone
        kind = "phone_us" if asks_phone else found.location_kind
        self.place_about = (
            found.location_value
            if found.location_kind == "place" and found.location_value
            else texts.t(f"booking.place_{kind}", locale)
        )
        self.needs_approval = found.needs_approval
        self.rule_words = _rule(found.change_notice_minutes, locale)
        self.likely_zones = [found.workspace_timezone]
        last_on = found.last_on or self._today() + timedelta(days=found.horizon_days or 0)
        # It is the workspace's date: elsewhere its last hours lie on the next one.
        self._last_on = last_on + timedelta(days=1)
        self.news_url = routes.live(found.workspace_slug, found.slug, seen)
        self.questions = [
            {
                "name": f"answers.{one.public_id}",
                "kind": one.kind,
                "label": one.label,
                "required": one.is_required,
                "options": list(one.options),
                "waits_for": ""
                if one.shown_if is None
                else f"answers.{found.questions[one.shown_if].public_id}",
                "values": list(one.shown_values),
            }
            for one in found.questions
        ]

    def _take_length(self, minutes: int) -> None:
        """Let a length on offer be the one that is chosen; the first one in place of another."""
        self._minutes = minutes if minutes in self._offered else next(iter(self._offered))
        self.length = str(self._minutes)
        self.length_words, price = self._offered[self._minutes]
        self.price_words = price if self._has_prices else ""


def _rule(notice_minutes: int, locale: str) -> str:
    """Say until when an attendee can move or cancel."""
    if not notice_minutes:
        return texts.t("booking.rule_any", locale)
    span = dates.duration_words(notice_minutes, locale=locale)
    return texts.t("booking.rule_until", locale, span=span)
