"""What every state stands on: transactions, who asks, and how a page hears of an error."""

import asyncio
import inspect
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import reflex as rx
from sqlmodel import Session

from sched_app import logs, routes, texts, wiring
from sched_app.cookies import cookie
from sched_app.errors import AppError, Invalid, NotSignedIn
from sched_app.services import access, accounts, booking_views, links, portals, switches, system
from sched_app.services.access import Actor, ActorKind, Right, Scope
from sched_app.services.switches import OtherView
from sched_app.services.system import StateView
from sched_app.state import system_words

CHECK_SECONDS = 30  # A page empties within a minute of the end of its sign-in.

T = TypeVar("T")
# Finds out who asks, in the transaction of the step: (session, the visitor that came, now).
Who = Callable[[Session, Actor, datetime], Actor]


class AppState(rx.State):
    """What all pages share: who is signed in, and what the page has to say.

    Every public method of a state can be called from anywhere, so each one goes through a service
    that authorises. Every public var is empty by default and holds only what its reader may see.
    """

    problem: str = ""
    problem_number: int = 0
    said: str = ""
    member_id: str = ""
    member_name: str = ""
    role: str = ""
    workspace_name: str = "OpenHours"
    workspace_slug: str = ""
    zone: str = "UTC"
    to_answer: int = 0
    may: list[str] = []
    alarm: str = ""
    other_workspaces: list[OtherView] = []
    is_signed_out: bool = False

    _browser: str = ""
    _sign_in: int = 0

    @rx.event
    def fail(self, key: str, params: dict[str, str], signed_out: bool) -> None:
        """Show a problem by its text key; the handler of exceptions calls this."""
        if signed_out and self.member_id:
            self._empty()
            return
        self._problem(self._words_of(key, params))

    @rx.event
    async def check(self) -> None:
        """Empty the page if the sign-in has ended; pages ask this every half minute."""
        if not self.member_id:
            return
        me = await self._read(_me)
        if me is None or me[1] != self._sign_in:
            self._empty()
            return
        self._show_alarm(me[4])

    async def _enter(self) -> rx.event.EventSpec | None:
        """Let a member in: None, or where to go instead. For the `on_load` of dashboard pages."""
        root = self if type(self) is AppState else await self.get_state(AppState)
        me = await root._read(_me)
        if me is None and root.member_id:
            raise NotSignedIn()  # The page empties where it is, and offers to sign in again.
        if me is None:
            root.reset()
            if await root._read(portals.is_customer):
                return rx.redirect(routes.PORTAL)
            return rx.redirect(routes.sign_in(after=self.router.url.path))
        if me[1] != root._sign_in:
            root.reset()  # Nothing of whoever used this tab before.
        root._show(*me)
        root.other_workspaces = await root._read(_others)
        await root._run(accounts.touch)
        return None

    def _show(
        self,
        me: accounts.MeView,
        sign_in: int,
        to_answer: int,
        may: list[str],
        state: StateView | None,
    ) -> None:
        self._sign_in = sign_in
        self.problem, self.said = "", ""
        self.is_signed_out = False
        self.to_answer, self.may = to_answer, may
        self.member_id, self.member_name, self.role = me.member_public_id, me.name, me.role
        self.workspace_name, self.workspace_slug = me.workspace_name, me.workspace_slug
        self.zone = me.workspace_timezone
        self._show_alarm(state)

    def _show_alarm(self, state: StateView | None) -> None:
        """Tell at the top of every page what is wrong with the whole app."""
        words = ""
        if state is not None and not state.is_well:
            words = system_words.alarm(
                state, zone=self.zone, now=wiring.current().clock(), locale=self._locale
            )
        if words != self.alarm:
            self.alarm = words

    def _empty(self) -> None:
        self.reset()
        self.is_signed_out = True

    def _words_of(self, key: str, params: dict[str, str]) -> str:
        """Give a problem's words by its text key, or those for what nobody thought of."""
        try:
            return texts.t(key, self._locale, **params)
        except (KeyError, IndexError):
            return texts.t("problem.unexpected", self._locale)

    def _problem(self, words: str) -> None:
        self.problem = words
        self.problem_number += 1

    def _show_problem(self, error: AppError) -> None:
        """Show at the top of the page what went wrong; the end of a sign-in empties the page."""
        if isinstance(error, NotSignedIn) and self.member_id:
            raise error
        self._problem(self._render(error))

    def _say(self, key: str, **params: object) -> None:
        """Announce something in the page's live region."""
        self.said = texts.t(key, self._locale, **params)

    @property
    def _host(self) -> str:
        """The host that this tab came to: it chooses what is shown, and is never written down."""
        return str(self.router.headers.host)

    @property
    def _locale(self) -> str:
        """The reader's language, found as the page's was (`edge/pages.py`)."""
        asked = self.router.url.query_parameters.get(routes.LANGUAGE, "")
        headers = self.router.headers
        chosen = cookie(headers.cookie, routes.LANGUAGE_COOKIE)
        return texts.reader_locale(headers.accept_language, asked, chosen) or texts.DEFAULT

    def _t(self, key: str, **params: object) -> str:
        return texts.t(key, self._locale, **params)

    def _n(self, key: str, count: int, **params: object) -> str:
        return texts.n(key, count, self._locale, **params)

    def _render(self, error: AppError) -> str:
        return texts.t(error.text_key, self._locale, **error.params)

    def _faults(self, error: Invalid) -> dict[str, str]:
        """Say what is wrong by field, in the reader's language."""
        return {
            name: texts.t(key, self._locale, **params)
            for name, (key, params) in error.fields.items()
        }

    async def _run(
        self, step: Callable[..., T], *args: Any, who: Who | None = None, **kw: Any
    ) -> T:
        """Run a step in a writing transaction, on a thread; add who asks and now."""
        return await self._on_thread(wiring.current().database.run, step, args, who, kw)

    async def _flow(self, flow: Callable[..., T], *args: Any, **kw: Any) -> T:
        """Run a flow, which opens its transactions itself and may be slow; add who asks and now."""
        whole = wiring.current()
        now = whole.clock()
        visitor, token = self._visitor(), self._sign_in_token()

        def work() -> T:
            with logs.about(request_id=visitor.request_id):
                with whole.database.reading() as session:
                    actor = _who_asks(session, visitor, token, None, now)
                return flow(whole.database.transaction, *args, actor=actor, now=now, **kw)

        return await asyncio.to_thread(work)

    async def _read(
        self, step: Callable[..., T], *args: Any, who: Who | None = None, **kw: Any
    ) -> T:
        """Run a step that only reads, on a snapshot; add who asks and now."""
        return await self._on_thread(wiring.current().database.read, step, args, who, kw)

    async def _on_thread(
        self,
        run: Callable[[Callable[[Session], T]], T],
        step: Callable[..., T],
        args: tuple[Any, ...],
        who: Who | None,
        kw: dict[str, Any],
    ) -> T:
        now = wiring.current().clock()
        visitor, token = self._visitor(), self._sign_in_token()

        def asked(session: Session) -> T:
            actor = _who_asks(session, visitor, token, who, now)
            return step(session, *args, **_fitting(step, actor, now), **kw)

        def work() -> T:
            with logs.about(request_id=visitor.request_id):
                return run(asked)

        return await asyncio.to_thread(work)

    def _visitor(self) -> Actor:
        """Give the asker of whom only address and browser are known, both as keyed hashes."""
        keys = wiring.current().secrets
        network = links.network_of(self.router.session.client_ip)
        browser = self._browser or self.router.session.client_token
        return access.visitor(
            browser_key=links.keyed_hash(keys, "browser", browser),
            address_key=links.keyed_hash(keys, "address", network),
            request_id=f"ev_{secrets.token_hex(8)}",
        )

    def _sign_in_token(self) -> str:
        return cookie(self.router.headers.cookie, routes.SIGN_IN_COOKIE)


def as_visitor(_session: Session, visitor: Actor, _now: datetime) -> Actor:
    """Let a step see a visitor, also if someone is signed in (for `who`)."""
    return visitor


def on_error(exception: Exception) -> rx.event.EventSpec:
    """Tell the page what went wrong: a fact by its own words, a fault of ours by one sentence."""
    if isinstance(exception, AppError):
        params = {name: str(value) for name, value in exception.params.items()}
        gone = isinstance(exception, NotSignedIn)
        return AppState.fail(exception.text_key, params, gone)
    logs.get().error("event_failed", exc_info=exception)
    return AppState.fail("problem.unexpected", {}, False)


def _who_asks(
    session: Session, visitor: Actor, token: str, who: Who | None, now: datetime
) -> Actor:
    if who is not None:
        return who(session, visitor, now)
    if not token:
        return visitor
    found = accounts.actor_of(
        session,
        token,
        now=now,
        browser_key=visitor.browser_key,
        address_key=visitor.address_key,
        request_id=visitor.request_id,
    )
    return found or visitor


def _me(
    session: Session, *, actor: Actor, now: datetime
) -> tuple[accounts.MeView, int, int, list[str], StateView | None] | None:
    if actor.kind is not ActorKind.USER:
        return None
    workspace_id = actor.workspace_id or 0
    waiting = booking_views.waiting(session, workspace_id, actor=actor)
    # What a page offers; whether it is done, the services decide.
    may = [right.value for right in Right if access.scope(actor, right, workspace_id) is Scope.ALL]
    may_read = Right.READ_MESSAGES.value in may
    state = system.state(session, actor=actor, now=now) if may_read else None
    return accounts.me(session, actor=actor), actor.sign_in_id or 0, waiting, may, state


def _others(session: Session, *, actor: Actor) -> list[OtherView]:
    return switches.others(session, actor=actor) if actor.kind is ActorKind.USER else []


def _fitting(step: Callable[..., Any], actor: Actor, now: datetime) -> dict[str, Any]:
    wanted = _parameters(step)
    given = {"actor": actor, "now": now}
    return {name: value for name, value in given.items() if name in wanted}


@lru_cache(maxsize=256)
def _parameters(step: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(step).parameters)
