"""How far a visit of the booking page came: each stage is counted once, without a word of whom."""

import reflex as rx

from sched_app import wiring
from sched_app.services import traffic
from sched_app.services.traffic import Stage
from sched_app.state import times


class Counted(rx.State, mixin=True):
    """Counts the stages of one visit, in this process; the edge writes them later."""

    _stages: list[str] = []
    _home_zone: str = "UTC"

    def _begin_count(self, *, is_new: bool) -> None:
        """Count a page that is opened anew; a reload, or a state that was lost, is no new visit."""
        if is_new:
            self._stages = []
            self._count(Stage.OPENED)

    def _count(self, stage: Stage) -> None:
        """Count a stage, unless this visit was there before, or is no client's."""
        if stage.value in self._stages or not self._is_client():
            return
        self._stages = [*self._stages, stage.value]
        whole = wiring.current()
        chosen = times.instant(self.hold.get("starts_at", "")) if stage is Stage.CHOSEN else None
        whole.tally.add(
            traffic.visit(
                self._type_id,
                stage,
                zone=self._home_zone,
                now=whole.clock(),
                visitor_zone=self.my_zone,
                chosen_at=chosen,
            )
        )

    def _is_client(self) -> bool:
        """Tell whether somebody's browser came, and not a member's, who looks at their own page."""
        is_member = bool(self._sign_in_token())
        return not is_member and traffic.is_person(self.router.headers.user_agent)
