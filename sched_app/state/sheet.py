"""A form that is sent whole: what was wrong at its fields, and whether it is under way."""

from collections.abc import Awaitable
from typing import TypeVar

import reflex as rx

from sched_app.errors import AppError, Invalid

T = TypeVar("T")


class Sheet(rx.State, mixin=True):
    """The vars of a form; `attempt` counts refusals, so that each one is heard."""

    errors: dict[str, str] = {}
    attempt: int = 0
    is_busy: bool = False

    async def _sent(self, work: Awaitable[T]) -> T | None:
        """Do what a form asks for; None if it was refused, and then the page shows why."""
        self.is_busy, self.problem = True, ""
        try:
            return await work
        except Invalid as error:
            self.errors = self._faults(error)
            self.attempt += 1
        except AppError as error:
            self._show_problem(error)
        finally:
            self.is_busy = False
        return None
