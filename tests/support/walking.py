"""Calls any event handler of a page and any route of the API as any kind of person."""

import asyncio
import hashlib
import inspect
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import FastAPI
from reflex.istate.data import RouterData
from reflex.state import State
from sqlmodel import SQLModel, col, select
from starlette.testclient import TestClient

from sched_app import wiring
from sched_app.db import Database
from sched_app.errors import AppError
from sched_app.models.identities import Identity
from sched_app.models.meeting_types import MeetingType
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import User
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    accounts,
    attendance,
    booking_notes,
    cancellations,
    links,
    member_invitations,
    members,
    moves,
    saved_filters,
    schedules,
    time_off,
    workspaces,
)
from sched_app.services.member_invitations import InvitationForm
from sched_app.services.members import MemberForm
from sched_app.services.schedules import ScheduleForm
from sched_app.services.time_off import TimeOffForm
from sched_app.settings import Settings
from sched_app.wiring import Wiring
from tests.support import ground, loops, walk_accounts, walk_business, walk_portal
from tests.support.visits import TERMS, book, keep, typed

STRANGER, CUSTOMER, OUTSIDER, RIGHTFUL = "stranger", "customer", "outsider", "rightful"
PEOPLE = (STRANGER, CUSTOMER, OUTSIDER, RIGHTFUL)
ACTS, SHOWS, REFUSED = "acts", "shows", "refused"
# What only the rightful may read.
PRIVATE = ("Priva Teperson", "priva@secret.example", "+41 44 555 00 11", "A private answer")


@dataclass
class Land:
    """What there is to act on, by public id, token or link."""

    path: Path
    secrets: Secrets
    now: datetime
    kinds: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        try:
            return self.ids[name]
        except KeyError:
            raise AttributeError(name) from None

    def at(self, hour: float, *, day: int = 1) -> str:
        """Give an instant of Tuesday 24 November 2026 as ISO text."""
        midnight = self.now.replace(hour=0)
        return (midnight + timedelta(days=day, hours=hour)).isoformat()

    def forged(self, name: str) -> str:
        """Give a link or token that differs from a genuine one in its last letters."""
        return self.ids[name][:-4] + "AAAA"


def till(path: Path, secrets: Secrets, now: datetime) -> Land:
    """Fill the empty migrated SQLite database at `path` and say what is where."""
    database = Database(f"sqlite:///{path}")
    made = ground.lay(database, now)
    land = Land(path, secrets, now, kinds=made.types)
    with database.transaction() as session:
        _people(session, land, made)
        _bookings(session, land, made)
        _desk(session, land, made)
        owner = _actor(session, land, RIGHTFUL)
        land.ids |= walk_business.clients(session, land.coming, PRIVATE, actor=owner, now=now)
        land.ids |= walk_business.site(session, land.slug, secrets, PRIVATE, actor=owner, now=now)
        land.ids |= walk_accounts.fill(session, secrets, owner, now)
        single = session.get_one(MeetingType, made.type_keys["single"])
        land.ids |= walk_portal.fill(session, secrets, single, owner, now)
    with database.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return land


def _people(session: Any, land: Land, made: ground.Ground) -> None:
    for who, email in ((OUTSIDER, made.stranger), (RIGHTFUL, made.owner)):
        user = session.exec(select(User).where(User.email == email)).one()
        cookie, _ = accounts.open_sign_in(
            session,
            user,
            device="a test",
            lasts=timedelta(days=30),
            actor=access.visitor(),
            now=land.now,
        )
        land.cookies[who] = cookie
        land.tokens[who] = accounts.renew(session, land.secrets, cookie, now=land.now).token
        land.ids[f"{who}_email"] = email
        land.ids[f"{who}_member"] = made.members[email]
        land.ids[f"{who}_schedule"] = made.schedules[email]
        identity = Identity(user_id=user.id, provider="acme", issuer="https://acme.test",
                            subject=who, created_at=land.now, used_at=land.now)  # fmt: skip
        session.add(identity)
        land.ids[f"{who}_identity"] = identity.public_id
    land.ids["renewal"] = land.cookies[RIGHTFUL]
    land.ids["slug"], land.ids["question"] = made.workspace, made.question


def _bookings(session: Any, land: Land, made: ground.Ground) -> None:
    owner = _actor(session, land, RIGHTFUL)
    kinds = {name: session.get_one(MeetingType, key) for name, key in made.type_keys.items()}
    single, approval = kinds["single"], kinds["approval"]
    details = typed(PRIVATE[0], email=PRIVATE[1], phone=PRIVATE[2])
    asked = replace(details, answers={made.question: PRIVATE[3]})

    def instant(hour: float, day: int = 1) -> datetime:
        return datetime.fromisoformat(land.at(hour, day=day))

    long_ago = land.now - timedelta(days=3)
    rows = {
        "coming": book(session, single, instant(9), details=details),
        "request": book(session, approval, instant(10), details=asked),
        "over": book(session, single, instant(6, day=0), details=details, now=long_ago),
        "done": book(session, single, instant(5, day=0), details=details, now=long_ago),
        "gone": book(session, single, instant(11), details=details),
        "foreign": book(session, kinds["foreign"], instant(9), details=typed("Other Person")),
    }
    attendance.complete(session, rows["done"].public_id, actor=owner, now=land.now)
    cancellations.cancel(session, rows["gone"].public_id, reason="", actor=owner, now=land.now)
    for name, row in rows.items():
        land.ids[name] = row.public_id
        land.ids[f"{name}_link"] = links.derive(
            land.secrets, links.Purpose.MANAGE, row.public_id, row.link_version
        )
    land.ids["hold"] = keep(session, single, instant(14), now=land.now).token
    customer = access.Actor(
        access.ActorKind.CUSTOMER,
        workspace_id=rows["coming"].workspace_id,
        booking_id=rows["coming"].id,
        browser_key="b9",
    )
    held = moves.hold(
        session, land.ids["coming"], instant(15), actor=customer, terms=TERMS, now=land.now
    )
    land.ids["move_hold"] = held.token


def _desk(session: Any, land: Land, made: ground.Ground) -> None:
    owner = _actor(session, land, RIGHTFUL)
    week = [[(540, 1020)]] * 5 + [[], []]
    spare = schedules.create(session, ScheduleForm("Spare", "UTC", week), actor=owner, now=land.now)
    land.ids["spare"] = spare.public_id
    day = (land.now + timedelta(days=9)).date()
    schedules.set_override(session, spare.public_id, day, [], actor=owner, now=land.now)
    land.ids["on"] = day.isoformat()
    absence = TimeOffForm(land.now + timedelta(days=20), land.now + timedelta(days=21), PRIVATE[3])
    land.ids["off"] = time_off.add(session, absence, actor=owner, now=land.now).public_id
    added = members.add_member(
        session,
        MemberForm("Nina New", "nina@example.org", "organizer"),
        secrets=land.secrets,
        has_mail=False,
        actor=owner,
        now=land.now,
    )
    land.ids["invited"] = added.member.public_id
    land.ids["join"] = (added.join_path or "").rpartition("/")[2]
    sent = member_invitations.invite(
        session,
        InvitationForm("iris@example.org", "organizer"),
        secrets=land.secrets,
        has_mail=False,
        actor=owner,
        now=land.now,
    )
    land.ids["invitation"] = sent.public_id
    land.ids["invite"] = (sent.join_path or "").rpartition("/")[2]
    land.ids["colleague"] = made.members[made.organizer]
    coming = land.ids["coming"]
    given: dict[str, Any] = {"actor": owner, "now": land.now}
    land.ids["note"] = booking_notes.add(session, coming, PRIVATE[3], **given).id
    land.ids["filter"] = saved_filters.save(session, "Hers", {"words": PRIVATE[1]}, **given).id
    message = session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.template == "confirmed.attendee")
        .order_by(col(OutboxMessage.id))
    ).first()
    message.status = "kept"
    session.add(message)
    land.ids["message"] = message.public_id


def _actor(session: Any, land: Land, who: str) -> access.Actor:
    found = accounts.actor_of(session, land.cookies[who], now=land.now)
    assert found is not None
    return found


@contextmanager
def visit(land: Land, folder: Path) -> Iterator[Database]:
    """Give a fresh copy of the land, with the wiring that serves it."""
    path = folder / "walk.db"
    shutil.copy(land.path, path)
    database = Database(f"sqlite:///{path}")
    settings = Settings(_env_file=None, OPENHOURS_DATA_DIR=folder, OPENHOURS_RATE_LIMITS=False)
    wiring.use(Wiring(settings, lambda: land.now, database, land.secrets, None))
    try:
        yield database
    finally:
        wiring.use(None)
        database.close()


def fingerprint(database: Database, *, without: Sequence[str] = (), ours_only: bool = False) -> str:
    """Hash every row of every table, or of the first workspace and the deployment alone."""
    digest = hashlib.sha256()
    with database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            key = "id" if table.name == "workspaces" else "workspace_id"
            is_ours = key in table.c or table.name == "deployment"
            if table.name not in without and (is_ours or not ours_only):
                where = f" WHERE {key} = 1" if ours_only and key in table.c else ""
                rows = connection.execute(sa.text(f'SELECT * FROM "{table.name}"{where}')).all()
                digest.update(repr((table.name, [tuple(row) for row in rows])).encode())
    return digest.hexdigest()


# --- Pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What came of calling an event handler: an outcome, and all that the browser was sent."""

    outcome: str
    shown: str
    is_ours_changed: bool


def states() -> list[type[State]]:
    """List every state of the app and of Reflex, from Reflex's own registry."""
    found: list[type[State]] = []

    def walk(state: Any) -> None:
        found.append(state)
        for sub in sorted(state.get_substates(), key=lambda one: one.__name__):
            walk(sub)

    walk(State)
    return [one for one in found if one.__module__.split(".")[0] in ("sched_app", "reflex")]


def handle(
    land: Land,
    database: Database,
    state: type[State],
    name: str,
    args: Sequence[Any],
    *,
    before: dict[str, Any],
    first: Sequence[tuple[str, Sequence[Any]]],
    path: str,
    who: str,
    without: Sequence[str] = (),
) -> Seen:
    """Call an event handler as someone, whose page is at `path`, after what came `first`."""

    async def story() -> Seen:
        root: Any = State(_reflex_internal_init=True)
        cookie = land.cookies.get(who)
        headers = {"cookie": f"openhours_sign_in={cookie}" if cookie else "", "origin": "http://h"}
        root.router = RouterData.from_router_data(
            {
                "headers": headers,
                "ip": "192.0.2.7",
                "token": "tab",
                "asPath": path,
                "pathname": path,
            }
        )
        page = await root.get_state(state)
        if cookie and hasattr(page, "_enter"):
            await page._enter()
        for earlier, given in first:
            await _finish(state.event_handlers[earlier].fn(page, *given))
        for key, value in before.items():
            setattr(page, key, value)
        prior = fingerprint(database, without=without)
        ours = fingerprint(database, ours_only=True)
        refused = False
        sent: list[Any] = []
        try:
            sent = await _finish(state.event_handlers[name].fn(page, *args))
        except AppError:
            refused = True
        if not refused:
            refused = _is_refusal(page, sent)
        acted = fingerprint(database, without=without) != prior
        outcome = REFUSED if refused else ACTS if acted else SHOWS
        if refused and acted:
            outcome = "refused, but acted"
        is_ours_changed = fingerprint(database, ours_only=True) != ours
        return Seen(outcome, repr(root.dict()) + repr(sent), is_ours_changed)

    return loops.run(story())


def _is_refusal(page: Any, sent: Sequence[Any]) -> bool:
    """Tell whether the page was sent to sign in, or says that it may not, or that it cannot."""
    if any("/sign-in" in str(getattr(one, "args", one)) for one in sent if one is not None):
        return True
    told = (
        "problem",
        "is_missing",
        "is_forbidden",
        "errors",
        "reason_fault",
        "is_signed_out",
        "is_out",
    )
    return any(getattr(page, name, None) for name in told)


async def _finish(result: Any) -> list[Any]:
    """Run a handler to its end, whatever kind of function it is; list what it sent."""
    if inspect.isasyncgen(result):
        return [one async for one in result]
    if inspect.isgenerator(result):
        return list(result)
    if inspect.isawaitable(result):
        return [await result]
    return [result]


# --- The API -------------------------------------------------------------------------------------


def routes_of(api: FastAPI) -> list[tuple[str, str]]:
    """List every (method, path) that the API answers, from FastAPI's own registry."""
    found: list[tuple[str, str]] = []

    def walk(rows: Any) -> None:
        for row in rows:
            if inner := getattr(row, "original_router", None):
                walk(inner.routes)
            elif hasattr(row, "methods"):
                found.extend((method, row.path) for method in row.methods if method != "HEAD")
            else:
                found.append(("MOUNT", getattr(row, "path", repr(row))))

    walk(api.routes)
    return sorted(found)


def call(
    api: FastAPI,
    method: str,
    path: str,
    *,
    bearer: str = "",
    cookie: str = "",
    body: Any = None,
    form: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> tuple[str, str]:
    """Call a route; give its status (a redirect's says if it tells a problem) and its text."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    if cookie:
        headers["Cookie"] = f"openhours_sign_in={cookie}"
    where = path + ("?" + urlencode(query) if query else "")
    client = TestClient(api, raise_server_exceptions=False, follow_redirects=False)
    answer = client.request(method, where, json=body, data=form, headers=headers)
    status = str(answer.status_code)
    if answer.status_code == 303:
        status += " problem" if "problem=" in answer.headers["location"] else " on"
    return status, answer.text


def open_stream(api: FastAPI, path: str) -> tuple[str, str]:
    """Open a stream that does not end, and leave after its first words."""

    async def story() -> tuple[str, str]:
        sent: list[Any] = []
        begun = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if not sent:
                sent.append(None)
                return {"type": "http.request", "body": b"", "more_body": False}
            await begun.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            begun.set()

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
            "root_path": "", "headers": [], "client": ("192.0.2.7", 1), "server": ("h", 80),
        }  # fmt: skip
        await asyncio.wait_for(api(scope, receive, send), 20)
        await api.state.watch.close()
        return str(sent[1]["status"]), repr(sent)

    return loops.run(story())


def set_up_token(secrets: Secrets) -> str:
    """Give the token of the address that is printed at the first start."""
    return workspaces.set_up_token(secrets)
