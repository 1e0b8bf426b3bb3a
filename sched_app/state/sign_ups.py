"""Signing up: the page that asks for an address, and the one behind the mailed link."""

from typing import Any

import reflex as rx

from sched_app import wiring
from sched_app.errors import AppError, Invalid, NotFound
from sched_app.services import sign_ups
from sched_app.services.sign_ups import SignUpForm
from sched_app.state import typed
from sched_app.state.base import AppState, as_visitor
from sched_app.state.strangers import Stranger


def is_open() -> bool:
    """Say whether anyone may sign up here."""
    return wiring.current().settings.signup == sign_ups.OPEN


class SignUpState(Stranger, AppState):
    """The forms that make an account and a workspace; no password is ever kept in it."""

    email: str = ""
    has_account: bool = False
    go: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the form that asks for an address, with what went wrong, where it is open."""
        await self._arrive()
        self.is_missing = not is_open()

    @rx.event
    async def load_link(self) -> None:
        """Greet the holder of a mailed link; opening it changes nothing."""
        self.is_missing = False
        try:
            view = await self._read(sign_ups.greet, *self._linked(), who=as_visitor, **_setting())
        except NotFound:
            self.is_missing = True
        else:
            self.email, self.has_account = view.email, view.has_account
            self.values = {"link": self._token()}
            await self._tell(self._told())
        self.is_loaded = True

    @rx.event
    async def check(self, form: dict[str, Any]) -> None:
        """Tell what is wrong with the form; else the page posts it, so that the cookie is set."""
        self.problem = ""
        asked = SignUpForm(**{name: typed.text(form, name) for name in SignUpForm.__slots__})
        try:
            await self._read(sign_ups.check, *self._linked(), asked, who=as_visitor, **_setting())
        except Invalid as error:
            self.errors = self._faults(error)
            self.attempt += 1
        except AppError as error:
            self.errors = {}
            self._show_problem(error)
        else:
            self.errors, self.go = {}, self.go + 1

    def _linked(self) -> tuple[object, str]:
        return wiring.current().secrets, self._token()


def _setting() -> dict[str, str]:
    return {"signup": wiring.current().settings.signup}
