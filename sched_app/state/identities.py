"""A person's identities at OpenID issuers, and the buttons that lead there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from sched_app import routes, wiring
from sched_app.errors import AppError
from sched_app.services import dates, identities
from sched_app.services.identities import IdentityView
from sched_app.state import times
from sched_app.state.base import AppState


@dataclass(frozen=True)
class IssuerRow:
    """An issuer's button: what it says, and where its form posts to."""

    name: str
    action: str


@dataclass(frozen=True)
class IdentityRow:
    """One identity in the list."""

    id: str
    name: str
    email: str
    linked: str
    used: str


def issuer_rows() -> list[IssuerRow]:
    """Give a button for each issuer that is configured."""
    known = wiring.current().openid.values()
    return [IssuerRow(one.name, routes.openid(one.key)) for one in known]


class IdentityState(AppState):
    """The list of identities, and the dialog that unlinks one."""

    is_loaded: bool = False
    issuers: list[IssuerRow] = []
    rows: list[IdentityRow] = []
    target: str = ""
    target_name: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the person's identities, with what went wrong on the way back from an issuer."""
        if gone := await self._enter():
            return gone
        self.target = ""
        self.issuers = issuer_rows()
        await self._reload()
        key = self.router.url.query_parameters.get("problem", "")
        if key.startswith("problem."):
            root = await self.get_state(AppState)
            root.fail(key, {}, False)
        return None

    @rx.event
    def ask(self, public_id: str) -> None:
        """Ask whether an identity shall be unlinked."""
        found = next((row for row in self.rows if row.id == public_id), None)
        self.problem = ""
        self.target, self.target_name = (found.id, found.name) if found else ("", "")

    @rx.event
    def close(self) -> None:
        """Leave everything linked."""
        self.target = ""

    @rx.event
    async def unlink(self) -> None:
        """Unlink the identity that was asked about."""
        try:
            await self._run(identities.unlink, self.target)
        except AppError as error:
            self._show_problem(error)
            self.target = ""
            return
        self.target = ""
        await self._reload()
        self._say("openid.disconnected", name=self.target_name)

    async def _reload(self) -> None:
        self.rows = list(self._rows(await self._read(identities.identities)))
        self.is_loaded = True

    def _rows(self, found: Iterable[IdentityView]) -> Iterable[IdentityRow]:
        known = wiring.current().openid
        today = times.local_date(wiring.current().clock(), self.zone)
        for one in found:
            name = known[one.provider].name if one.provider in known else one.provider
            linked, used = (
                dates.day_short(times.local_date(at, self.zone), locale=self._locale, today=today)
                for at in (one.created_at, one.used_at)
            )
            yield IdentityRow(
                id=one.public_id,
                name=name,
                email=one.email or self._t("openid.no_email"),
                linked=self._t("openid.connected_on", day=linked),
                used=self._t("openid.last_used", day=used),
            )
