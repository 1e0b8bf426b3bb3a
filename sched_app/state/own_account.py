"""One's own account: name, address, password, the second step, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from sqlmodel import Session

from sched_app import wiring
from sched_app.errors import AppError
from sched_app.services import accounts, dates, devices, email_changes, entrances, portals, profiles
from sched_app.services.access import Actor
from sched_app.services.accounts import SignInView
from sched_app.services.email_changes import WaitingView
from sched_app.services.profiles import ProfileView
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet

Shown = tuple[ProfileView, WaitingView | None, list[SignInView]]


@dataclass(frozen=True)
class DeviceRow:
    """One signed-in device in the list."""

    id: str
    name: str
    is_this: bool
    seen: str
    since: str


class OwnAccountState(Sheet, AppState):
    """The account page; no password is kept, a secret and codes only while they are shown."""

    is_loaded: bool = False
    has_mail: bool = False
    is_client: bool = False
    values: dict[str, str] = {}
    saves: int = 0
    saved: str = ""
    email: str = ""
    has_password: bool = False
    new_email: str = ""
    new_email_until: str = ""
    old_confirmed: bool = False
    new_confirmed: bool = False
    steps_since: str = ""
    codes_left: int = 0
    devices: list[DeviceRow] = []
    dialog: str = ""
    opened: int = 0
    target: str = ""
    target_name: str = ""
    secret: str = ""
    qr_path: str = ""
    qr_size: int = 0
    codes: list[str] = []

    @rx.event
    async def load(self) -> Any:
        """Show the account of whoever is signed in."""
        if gone := await self._enter():
            return gone
        self._shut()
        self.saved = ""
        self.has_mail = wiring.current().email is not None
        self.is_client = await self._read(portals.is_customer)
        await self._reload()
        return None

    @rx.event
    async def save_name(self, form: dict[str, Any]) -> None:
        """Change the name that clients and colleagues read."""
        self.saved = ""
        name = await self._sent(self._run(profiles.rename, typed.text(form, "name")))
        if name is None:
            return
        self.member_name = name
        self.values, self.errors, self.saves = {"name": name}, {}, self.saves + 1
        self.saved = self._t("offer.saved")

    @rx.event
    def ask(self, dialog: str) -> None:
        """Open one of the page's dialogs."""
        self._shut()
        self.dialog = dialog
        self.opened += 1

    @rx.event
    def ask_end(self, public_id: str, name: str) -> None:
        """Ask whether one sign-in shall end."""
        self.ask("end")
        self.target, self.target_name = public_id, name

    @rx.event
    def close(self) -> None:
        """Close the dialog, and forget what it showed."""
        self._shut()

    @rx.event
    async def change_email(self, form: dict[str, Any]) -> None:
        """Ask both mailboxes about a new address."""
        given = (typed.text(form, "email"), typed.text(form, "password"))
        kept = await self._sent(
            self._flow(email_changes.ask, _keys(), *given, **_has_mail(), **_tries())
        )
        if kept is not None:
            await self._done("account.email_asked", email=kept.email)

    @rx.event
    async def withdraw_email(self) -> None:
        """Take the change of address back."""
        if await self._tried(self._run(email_changes.withdraw)):
            await self._done("account.email_withdrawn")

    @rx.event
    async def change_password(self, form: dict[str, Any]) -> None:
        """Change the password by the present one; other devices are signed out."""
        given = (typed.text(form, "password"), typed.text(form, "new_password"))
        ended = await self._sent(self._flow(profiles.change_password, _keys(), *given, **_tries()))
        if ended is not None:
            await self._done("account.password_changed")

    @rx.event
    async def mail_reset(self) -> None:
        """Mail a link to choose a password, to whoever has none."""
        try:
            email = await self._run(entrances.ask_own, _keys(), **_has_mail(), **_tries())
        except AppError as error:
            self._show_problem(error)
            return
        self._say("account.reset_mailed", email=email)

    @rx.event
    async def begin_steps(self, form: dict[str, Any]) -> None:
        """Show a fresh secret for an authenticator."""
        given = await self._sent(
            self._flow(profiles.begin_steps, _keys(), typed.text(form, "password"), **_tries())
        )
        if given is None:
            return
        self.ask("scan")
        spaced = (given.secret[at : at + 4] for at in range(0, len(given.secret), 4))
        self.secret, self.qr_path = " ".join(spaced), given.qr_path
        self.qr_size = given.qr_size

    @rx.event
    async def confirm_steps(self, form: dict[str, Any]) -> None:
        """Turn the second step on by a first code."""
        code = typed.text(form, "code")
        codes = await self._sent(self._flow(profiles.confirm_steps, _keys(), code, **_tries()))
        if codes is not None:
            await self._show_codes(codes, "account.steps_on")

    @rx.event
    async def renew_codes(self, form: dict[str, Any]) -> None:
        """Make new recovery codes."""
        given = typed.text(form, "given")
        codes = await self._sent(self._flow(profiles.renew_codes, _keys(), given, **_tries()))
        if codes is not None:
            await self._show_codes(codes, "account.codes_renewed")

    @rx.event
    async def end_steps(self, form: dict[str, Any]) -> None:
        """Turn the second step off."""
        given = typed.text(form, "given")
        if await self._sent(self._flow(_ended, given, **_tries())):
            await self._done("account.steps_off")

    @rx.event
    async def end_sign_in(self) -> None:
        """End the sign-in that was asked about; its pages empty within a minute."""
        if await self._tried(self._run(accounts.end_sign_in, self.target)):
            await self._done("account.ended")

    @rx.event
    async def end_others(self) -> None:
        """End every sign-in but this one."""
        if await self._tried(self._run(accounts.end_others)):
            await self._done("account.others_ended")

    async def _show_codes(self, codes: tuple[str, ...], key: str) -> None:
        await self._done(key)
        self.ask("codes")
        self.codes = list(codes)

    async def _tried(self, work: Any) -> bool:
        """Do what a button asks for; say whether it was done."""
        try:
            await work
        except AppError as error:
            self._show_problem(error)
            return False
        return True

    async def _done(self, key: str, **params: object) -> None:
        self._shut()
        await self._reload()
        self._say(key, **params)

    def _shut(self) -> None:
        self.dialog = self.target = self.target_name = self.secret = self.qr_path = ""
        self.codes, self.errors, self.problem = [], {}, ""

    async def _reload(self) -> None:
        person, change, found = await self._read(_account)
        now = wiring.current().clock()
        if not self.values:
            self.values = {"name": person.name}
        self.email, self.has_password = person.email, person.has_password
        since = person.steps.since
        self.steps_since = self._when(since, now) if since else ""
        self.codes_left = person.steps.codes_left
        self.new_email = change.email if change else ""
        self.new_email_until = self._when(change.expires_at, now) if change else ""
        self.old_confirmed = bool(change and change.old_confirmed)
        self.new_confirmed = bool(change and change.new_confirmed)
        self.devices = [self._device(one, now) for one in found]
        self.is_loaded = True

    def _device(self, one: SignInView, now: datetime) -> DeviceRow:
        browser, system = devices.parts(one.device)
        name = browser or self._t("account.device_unknown")
        if system:
            name = self._t("account.device", browser=name, system=system)
        return DeviceRow(
            id=one.public_id,
            name=name,
            is_this=one.is_this,
            seen=self._when(one.seen_at, now),
            since=self._when(one.created_at, now),
        )

    def _when(self, at: datetime, now: datetime) -> str:
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return dates.moment(at, self.zone, locale=self._locale, today=today)


def _account(session: Session, *, actor: Actor, now: datetime) -> Shown:
    return (
        profiles.profile(session, actor=actor),
        email_changes.waiting(session, actor=actor, now=now),
        accounts.sign_ins(session, actor=actor, now=now),
    )


def _ended(transaction: Any, given: str, **asked: Any) -> bool:
    profiles.end_steps(transaction, _keys(), given, **asked)
    return True


def _keys() -> Any:
    return wiring.current().secrets


def _has_mail() -> dict[str, Any]:
    return {"has_mail": wiring.current().email is not None}


def _tries() -> dict[str, Any]:
    return {"attempts": wiring.current().settings.attempts}
