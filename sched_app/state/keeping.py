"""A time that is kept for the visitor: its token, its countdown, its words."""

import reflex as rx

from sched_app import wiring
from sched_app.services import dates, holds
from sched_app.services.holds import HoldView, Terms
from sched_app.state import times
from sched_app.state.base import as_visitor


def terms() -> Terms:
    """Give what the operator set about holding and booking."""
    whole = wiring.current()
    return Terms.of(whole.settings, whole.secrets)


class Keeping(rx.State, mixin=True):
    """The vars of the panel beside the form; epochs are in milliseconds of the server's clock."""

    hold: dict[str, str] = {}
    hold_until: float = 0
    hold_now: float = 0
    hold_total: float = 600
    when_day: str = ""
    when_time: str = ""
    when_zone: str = ""

    def _show_hold(self, view: HoldView) -> None:
        locale, zone = self._locale, self.my_zone
        self.hold = {"token": view.token, "starts_at": times.iso(view.starts_at)}
        self.hold_until = view.expires_at.timestamp() * 1000
        self.hold_now = wiring.current().clock().timestamp() * 1000
        self.hold_total = terms().hold_for.total_seconds()
        on = times.local_date(view.starts_at, zone)
        self.when_day = dates.day_heading(on, locale=locale, today=self._today())
        self.when_time = dates.time_range(
            view.starts_at, view.ends_at, zone, hour12=self.hour12, locale=locale
        )
        self.when_zone = dates.zone_words(view.starts_at, zone, locale=locale)

    async def _let_go(self) -> None:
        """Give the kept time up, if there is one."""
        if token := self.hold.get("token"):
            await self._run(holds.release, token, who=as_visitor)
        self.hold = {}
