"""Setting up, signing in, joining: what the pages of strangers ask for."""

from typing import Any

import reflex as rx

from sched_app import routes, wiring
from sched_app.errors import AppError, Conflict, Invalid, NotFound
from sched_app.services import accounts, joining, workspaces
from sched_app.state.base import AppState, as_visitor
from sched_app.state.identities import IssuerRow, issuer_rows
from sched_app.state.sign_ups import is_open
from sched_app.state.strangers import Stranger


class AccountState(Stranger, AppState):
    """The forms that lead into the dashboard; no password is ever kept in it."""

    is_done: bool = False
    go: int = 0
    greeting: str = ""
    invited_words: str = ""
    has_account: bool = False
    me: str = ""
    issuers: list[IssuerRow] = []
    may_sign_up: bool = False

    @rx.event
    async def load_sign_in(self) -> None:
        """Show the sign-in page, with what went wrong; nobody's data stays in this tab."""
        await self._arrive()
        self.issuers, self.may_sign_up = issuer_rows(), is_open()

    @rx.event
    async def load_set_up(self) -> None:
        """Show the set-up form if the address is the one that was printed."""
        self.is_missing = self.is_done = False
        try:
            await self._read(
                workspaces.check_set_up,
                self._token(),
                secrets=wiring.current().secrets,
                who=as_visitor,
            )
        except NotFound:
            self.is_missing = True
        except Conflict:
            self.is_done = True
        self.is_loaded = True

    @rx.event
    async def set_up(self, form: dict[str, Any]) -> None:
        """Create the workspace and its owner; then the page signs them in."""
        self.problem = ""
        whole = wiring.current()
        try:
            await self._run(
                workspaces.set_up,
                self._token(),
                workspaces.SetUpForm(**_texts_of(form, workspaces.SetUpForm.__slots__)),
                secrets=whole.secrets,
                who=as_visitor,
            )
        except AppError as error:
            self._refuse(error)
            return
        self.errors, self.go = {}, self.go + 1

    @rx.event
    async def load_join(self) -> None:
        """Greet the holder of a join link; opening it changes nothing."""
        self.is_missing = False
        try:
            view = await self._read(
                joining.greeting,
                self._token(),
                secrets=wiring.current().secrets,
                who=as_visitor,
            )
        except NotFound:
            self.is_missing = True
        else:
            self.greeting = self._t("accounts.join_title", workspace=view.workspace_name)
            self.workspace_name = view.workspace_name
            self.values = {"name": view.name, "email": view.email}
            self.invited_words = ""
            if view.role:
                role = self._t(f"team.as_role.{view.role}")
                self.invited_words = self._t("join.invited", by=view.invited_by, role=role)
            self.has_account = view.has_account
            self.me = await self._signed_in() if view.role else ""
        self.is_loaded = True

    @rx.event
    async def join(self, form: dict[str, Any]) -> None:
        """Set the new member's password; then the page signs them in."""
        self.problem = ""
        try:
            await self._run(
                joining.join,
                self._token(),
                _text(form, "name"),
                _text(form, "password"),
                secrets=wiring.current().secrets,
                who=as_visitor,
            )
        except AppError as error:
            self._refuse(error)
            return
        self.errors, self.go = {}, self.go + 1

    @rx.event
    async def join_as_me(self) -> Any:
        """Join by an invitation with the account that is signed in in this browser."""
        self.problem = ""
        try:
            await self._run(joining.accept, self._token(), secrets=wiring.current().secrets)
        except AppError as error:
            self._refuse(error)
            return None
        root = await self.get_state(AppState)
        root.reset()  # Nothing of the workspace that was open before.
        return rx.redirect(routes.DASHBOARD)

    @rx.event
    def sign_in_first(self, _form: dict[str, Any]) -> None:
        """Let the page post the sign-in, which leads back to it."""
        self.go += 1

    @rx.event
    def use_account(self) -> None:
        """Ask for a sign-in instead of a new name and password."""
        self.has_account = True

    async def _signed_in(self) -> str:
        try:
            me = await self._read(accounts.me)
        except AppError:
            return ""
        return f"{me.name}, {me.email}"

    def _refuse(self, error: AppError) -> None:
        if isinstance(error, Invalid):
            self.errors = self._faults(error)
            self.attempt += 1
        else:
            self.errors = {}
            self._show_problem(error)


def _text(form: dict[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _texts_of(form: dict[str, Any], names: Any) -> dict[str, str]:
    return {name: _text(form, name) for name in names}
