"""Mixed operations by many workers at once, through the API of several servers."""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from sched_app.db import Database
from sched_app.models.bookings import Booking
from sched_app.models.columns import epoch
from sched_app.models.schedules import Claim, Hold
from sched_app.services import claims, holds, requests
from sched_app.services.links import token_hash
from tests.race.fleet import Client, Server
from tests.race.seed import OWNER, PASSWORD, Kind, Seed

WORKERS = 16
EXPECTED = {200, 201, 204, 409}
BOOK, HOLD, MOVE, CANCEL, ANSWER, EXPIRE = "book", "hold", "move", "cancel", "answer", "expire"
HAND = "hand over"
MIX = {BOOK: 34, HOLD: 24, MOVE: 14, CANCEL: 10, ANSWER: 6, EXPIRE: 4, HAND: 8}
# Holds leave no trace once they are gone. Without them, who was free can be told from the events.
WITHOUT_HOLDS = {BOOK: 48, MOVE: 18, CANCEL: 12, ANSWER: 8, EXPIRE: 6, HAND: 8}


@dataclass(frozen=True)
class Made:
    """A booking as its attendee knows it."""

    id: str
    link: str
    kind: Kind
    is_request: bool


@dataclass
class Outcome:
    """What the storm's operations came to; `lost` were cut off by a server's end."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    booked: set[str] = field(default_factory=set)

    def line(self) -> str:
        """Say it in one line."""
        said = " ".join(
            f"{name}:{status}={n}" for (name, status), n in sorted(self.answers.items())
        )
        return f"{sum(self.answers.values())} answers ({said}), {self.lost} lost"


class Storm:
    """What the workers share: servers, the bookings made so far, how much is left to do."""

    def __init__(
        self,
        servers: Sequence[Server],
        database: Database,
        seed: Seed,
        *,
        operations: int,
        now: datetime,
        number: int = 1,
        may_lose: bool = False,
        mix: Mapping[str, int] = MIX,
    ) -> None:
        self.servers = servers
        self.database = database
        self.seed = seed
        self.now = now
        self.may_lose = may_lose
        self.mix = mix
        self.outcome = Outcome()
        self.done = 0
        self.changed = threading.Condition()
        self.up = threading.Event()
        self.up.set()
        self._left = operations
        self._names = count(1)
        self._made: list[Made] = []
        self._number = number
        self._start = threading.Barrier(WORKERS)
        self.token = sign_in(servers[0])

    def run(self) -> Outcome:
        """Let the workers do every operation; raise the first error of a worker."""
        with ThreadPoolExecutor(WORKERS, "storm") as pool:
            for ended in [pool.submit(_Worker(self, n).run) for n in range(WORKERS)]:
                ended.result()
        return self.outcome

    def next(self) -> bool:
        """Take one of the operations that are left."""
        with self.changed:
            if self._left == 0:
                return False
            self._left -= 1
            return True

    def finished(self) -> None:
        """Count an operation that was done."""
        with self.changed:
            self.done += 1
            self.changed.notify_all()

    def wait_for(self, done: int) -> None:
        """Wait until so many operations were done."""
        with self.changed:
            self.changed.wait_for(lambda: self.done >= done)

    def name(self) -> int:
        """Give a number that no other attendee has."""
        with self.changed:
            return next(self._names)

    def keep(self, made: Made) -> None:
        """Remember a booking for others to move and cancel."""
        with self.changed:
            self._made.append(made)
            self.outcome.booked.add(made.id)

    def any(self, chance: random.Random, *, requests_only: bool = False) -> Made | None:
        """Give one of the bookings made so far."""
        with self.changed:
            among = [made for made in self._made[-200:] if made.is_request or not requests_only]
        return chance.choice(among) if among else None

    def note(self, name: str, status: int, answer: Any) -> None:
        """Count an answer; one of an unexpected status is wrong."""
        with self.changed:
            self.outcome.answers[name, status] += 1
            if status not in EXPECTED:
                self.outcome.wrong.append(f"{name}: {status} {answer}")

    def lose(self) -> None:
        """Count a call that got no answer."""
        with self.changed:
            self.outcome.lost += 1

    def start(self) -> None:
        """Begin together."""
        self._start.wait()

    def chance(self, worker: int) -> random.Random:
        """Give a worker its own dice."""
        return random.Random(f"{self._number}:{worker}")


class _Worker:
    """One of the workers: its dice, and its connections."""

    def __init__(self, storm: Storm, number: int) -> None:
        self.storm = storm
        self.chance = storm.chance(number)
        self.clients = [Client(server.port) for server in storm.servers]
        self.members = [Client(server.port, storm.token) for server in storm.servers]

    def run(self) -> None:
        names, weights = list(self.storm.mix), list(self.storm.mix.values())
        acts = {
            BOOK: self.book,
            HOLD: self.hold,
            MOVE: self.move,
            CANCEL: self.cancel,
            ANSWER: self.answer,
            EXPIRE: self.expire,
            HAND: self.hand_over,
        }
        self.storm.start()
        while self.storm.next():
            name = self.chance.choices(names, weights)[0]
            try:
                acts[name]()
            except (OSError, http.client.HTTPException):
                if not self.storm.may_lose:
                    raise
                self.storm.lose()
                self.storm.up.wait(120)
            self.storm.finished()
        for client in (*self.clients, *self.members):
            client.close()

    def post(self, name: str, path: str, body: Any = None, *, member: bool = False) -> Any:
        """Post, and give the answer if it was a success."""
        client = self.chance.choice(self.members if member else self.clients)
        status, answer = client.post(path, body)
        self.storm.note(name, status, answer)
        return (answer or {}) if status < 300 else None

    def wish(self) -> tuple[Kind, str]:
        kind = self.chance.choice(list(self.storm.seed.kinds.values()))
        return kind, self.time(kind)

    def time(self, kind: Kind) -> str:
        return self.chance.choice(self.storm.seed.starts(kind)).isoformat()

    def attendee(self) -> dict[str, str]:
        number = self.storm.name()
        return {"name": f"A {number}", "email": f"a{number}@example.org", "timezone": "Asia/Tokyo"}

    def made(self, answer: Any, kind: Kind) -> None:
        if answer:
            is_request = answer["status"] == "requested"
            self.storm.keep(Made(answer["id"], answer["manage_link"], kind, is_request))

    def book(self) -> None:
        kind, at = self.wish()
        body = {"meeting_type_id": kind.id, "starts_at": at, "attendee": self.attendee()}
        self.made(self.post(BOOK, "/bookings", body), kind)

    def hold(self) -> None:
        kind, at = self.wish()
        held = self.post(HOLD, "/holds", {"meeting_type_id": kind.id, "starts_at": at})
        if held is None:
            return
        fate = self.chance.random()
        token = held["token"]
        if fate < 0.65:
            body = {"hold_token": token, "attendee": self.attendee()}
            self.made(self.post("consume", "/bookings", body), kind)
            if fate < 0.1:  # A double click.
                self.made(self.post("consume", "/bookings", body), kind)
        elif fate < 0.75:
            self.post("release", "/holds/release", {"token": token})
        elif fate < 0.85:
            self.post("leave", "/holds/leave", {"token": token})
            self.post("resume", "/holds/resume", {"token": token})
        elif fate < 0.95:
            self.run_out(kind, token)

    def move(self) -> None:
        made = self.storm.any(self.chance)
        if made is None:
            return
        at = self.time(made.kind)
        if HOLD not in self.storm.mix or self.chance.random() < 0.5:
            self.post(MOVE, f"/links/{made.link}/move", {"starts_at": at})
            return
        held = self.post("hold to move", f"/links/{made.link}/holds", {"starts_at": at})
        if held and self.chance.random() < 0.8:
            self.post(MOVE, f"/links/{made.link}/move", {"hold_token": held["token"]})
        elif held:
            self.run_out(made.kind, held["token"])

    def cancel(self) -> None:
        made = self.storm.any(self.chance)
        if made and self.chance.random() < 0.7:
            self.post(CANCEL, f"/links/{made.link}/cancel", {"reason": "no time"})
        elif made and made.kind is not self.storm.seed.kinds["away"]:
            self.post(CANCEL, f"/bookings/{made.id}/cancel", {}, member=True)

    def hand_over(self) -> None:
        """Let whoever is free take a booking over, or a colleague who is named."""
        made = self.storm.any(self.chance)
        seed = self.storm.seed
        if made is None or made.kind in (seed.kinds["away"], seed.kinds.get("both")):
            return
        to = self.chance.choice(seed.members) if self.chance.random() < 0.5 else None
        # Named is perhaps who has it already: that is refused as 422, and is no surprise.
        client = self.chance.choice(self.members)
        path = f"/bookings/{made.id}/hand-over"
        status, answer = client.post(path, {"to_member_id": to} if to else {})
        self.storm.note(HAND, 409 if status == 422 else status, answer)

    def answer(self) -> None:
        made = self.storm.any(self.chance, requests_only=True)
        if made is None:
            return
        if self.chance.random() < 0.75:
            self.post("accept", f"/bookings/{made.id}/accept", member=True)
        else:
            self.post("decline", f"/bookings/{made.id}/decline", {}, member=True)

    def expire(self) -> None:
        """Let a request's deadline pass, then do what the worker does about what ran out."""
        made = self.storm.any(self.chance, requests_only=True)
        now = self.storm.now
        if made and self.chance.random() < 0.5:
            self.storm.database.run(lambda session: _overdue(session, made, now))
        gone = self.storm.database.run(lambda session: holds.expire_due(session, now=now))
        gone += self.storm.database.run(lambda session: requests.expire_due(session, now=now))
        self.storm.note(EXPIRE, 200 if gone else 204, None)

    def run_out(self, kind: Kind, token: str) -> None:
        """Let a hold's time pass: it stays in the database until somebody finds it expired."""
        now = self.storm.now
        self.storm.database.run(lambda session: _run_out(session, kind, token, now))


def _run_out(session: Any, kind: Kind, token: str, now: datetime) -> None:
    claims.lock(session, kind.key)
    expired = now - timedelta(seconds=1)
    found = sa.select(col(Hold.id)).where(col(Hold.token_hash) == token_hash(token))
    session.connection().execute(
        sa.update(Claim)
        .where(col(Claim.hold_id).in_(found))
        .values(expires_at=epoch(expired))
        .execution_options(synchronize_session=False)
    )
    session.connection().execute(
        sa.update(Hold).where(col(Hold.token_hash) == token_hash(token)).values(expires_at=expired)
    )


def _overdue(session: Any, made: Made, now: datetime) -> None:
    claims.lock(session, made.kind.key)
    session.connection().execute(
        sa.update(Booking)
        .where(col(Booking.public_id) == made.id, col(Booking.status) == "requested")
        .values(request_expires_at=now - timedelta(seconds=1))
    )


def sign_in(server: Server) -> str:
    """Sign the owner in and give the token."""
    with closing(Client(server.port)) as client:
        status, answer = client.post("/sign-ins", {"email": OWNER, "password": PASSWORD})
    assert status == 201, answer
    return str(answer["access_token"])
