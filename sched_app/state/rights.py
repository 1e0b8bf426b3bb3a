"""The rights table as people read it, made of the table that the services ask."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from sched_app.services.access import RIGHTS, Right, Scope
from sched_app.state.base import AppState

ROLES = ("owner", "admin", "organizer", "customer")


@dataclass(frozen=True)
class RightLine:
    """One right: the key of its words, and how far each role's reaches (`all`, `own` or `none`)."""

    right: str
    reach: tuple[str, ...]


def table() -> tuple[RightLine, ...]:
    """Give every right that one of the four roles has, in the order of the code."""
    lines = []
    for right in Right:
        reach = tuple(_reach(role, right) for role in ROLES)
        if set(reach) != {"none"}:
            lines.append(RightLine(right.value, reach))
    return tuple(lines)


def _reach(role: str, right: Right) -> str:
    found: Scope | None = RIGHTS[role].get(right)
    return found.value if found else "none"


class RightsState(AppState):
    """Lets members see the page; what it shows is the same for everyone."""

    @rx.event
    async def load(self) -> Any:
        """Let a member in."""
        return await self._enter()
