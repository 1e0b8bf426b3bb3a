"""Bookings that lie in the way of a time off: moved or cancelled from where it is entered."""

from sched_app.state.base import AppState
from sched_app.state.booking_acts import Acts
from sched_app.state.schedules import ScheduleState


class InTheWayState(Acts, AppState):
    """The dialogs over bookings that the availability page lists."""

    async def _again(self) -> None:
        page = await self.get_state(ScheduleState)
        await page._reload()
