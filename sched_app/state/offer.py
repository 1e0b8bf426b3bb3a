"""What a booking page says of its meeting type."""

from datetime import timedelta
from typing import Any

import reflex as rx

from sched_app import routes, texts, wiring
from sched_app.services import dates, meeting_types
from sched_app.state import shown


class Offer(rx.State, mixin=True):
    """The vars of a meeting type as everyone may see it."""

    about: str = ""
    length_words: str = ""
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

    def _describe(self, found: meeting_types.PublicView, seen: str) -> None:
        """Put a meeting type's words on the page; `seen` marks when they were read."""
        locale = self._locale
        self.has_mail = wiring.current().email is not None
        self._type_id, self._minutes = found.key, found.duration_minutes
        self.business, self.meeting, self.about = (
            found.workspace_name,
            found.name,
            found.description,
        )
        self.length_words = dates.duration_words(found.duration_minutes, locale=locale)
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
            }
            for one in found.questions
        ]


def _rule(notice_minutes: int, locale: str) -> str:
    """Say until when an attendee can move or cancel."""
    if not notice_minutes:
        return texts.t("booking.rule_any", locale)
    span = dates.duration_words(notice_minutes, locale=locale)
    return texts.t("booking.rule_until", locale, span=span)
