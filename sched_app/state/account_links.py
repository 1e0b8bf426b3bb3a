"""The pages of mailed links, and those that ask for one; opening them changes nothing."""

import reflex as rx

from sched_app import wiring
from sched_app.errors import AppError, NotFound
from sched_app.services import email_changes, entrances
from sched_app.services.email_changes import ChangeView
from sched_app.state.base import AppState, as_visitor
from sched_app.state.strangers import Stranger


class LinkState(Stranger, AppState):
    """What a mailed link shows before its button is pressed, and what came of it."""

    email: str = ""
    new_email: str = ""
    is_new: bool = False
    is_confirmed: bool = False
    other_confirmed: bool = False
    is_changed: bool = False
    is_stopped: bool = False
    is_reset: bool = False
    is_sign_up: bool = False

    @rx.event
    async def load_form(self) -> None:
        """Show a form that asks for an address or a code, with what went wrong."""
        await self._arrive()

    @rx.event
    async def load_sent(self) -> None:
        """Say that a mail is on its way if there is an account, and nothing more."""
        await self._name()
        asked = self.router.url.query_parameters.get("for", "")
        self.is_reset, self.is_sign_up = asked == entrances.RESET.value, asked == "sign_up"
        self.is_loaded = True

    @rx.event
    async def load_sign_in_link(self) -> None:
        """Greet the holder of a link that signs in."""
        await self._greet(entrances.SIGN_IN)

    @rx.event
    async def load_reset(self) -> None:
        """Greet the holder of a link that sets a new password."""
        await self._greet(entrances.RESET)

    @rx.event
    async def load_email(self) -> None:
        """Show which change of address one of the two mailboxes is asked about."""
        self.is_missing = self.is_changed = self.is_stopped = False
        try:
            self._show_change(await self._read(email_changes.view, *self._linked(), who=as_visitor))
        except NotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    async def confirm_email(self) -> None:
        """Say yes for this mailbox."""
        self.problem = ""
        try:
            self.is_changed = await self._run(
                email_changes.confirm, *self._linked(), who=as_visitor
            )
        except AppError as error:
            self._show_problem(error)
            return
        self.is_confirmed = True

    @rx.event
    async def stop_email(self) -> None:
        """Say no for this mailbox."""
        self.problem = ""
        try:
            await self._run(email_changes.stop, *self._linked(), who=as_visitor)
        except AppError as error:
            self._show_problem(error)
            return
        self.is_stopped = True

    async def _greet(self, kind: entrances.Kind) -> None:
        self.is_missing = False
        try:
            view = await self._read(entrances.greet, *self._linked(), kind, who=as_visitor)
        except NotFound:
            self.is_missing = True
        else:
            self.workspace_name, self.email = view.workspace_name, view.email
            self.values = {"link": self._token(), "password": ""}
            words = self._told()
            if words and self.router.url.query_parameters.get("field") == "password":
                self.errors = {"password": words}
                self.attempt += 1
            else:
                await self._tell(words)
        self.is_loaded = True

    def _show_change(self, view: ChangeView) -> None:
        self.workspace_name = view.workspace_name
        self.email, self.new_email = view.old_email, view.new_email
        self.is_new, self.is_confirmed = view.is_new, view.is_confirmed
        self.other_confirmed = view.other_confirmed

    def _linked(self) -> tuple[object, str]:
        return wiring.current().secrets, self._token()
