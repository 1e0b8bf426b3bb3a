"""The stream of changes: news within two seconds, whoever made them; it ends with its page."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest

from sched_app.api import live
from sched_app.services import access, bookings, meeting_types, watching
from sched_app.services.access import Actor, ActorKind
from sched_app.services.attendees import Details
from sched_app.services.holds import Terms
from tests.conftest import migrate
from tests.e2e.support import Server, until
from tests.support import ground

WITHIN = 20.0  # Seconds; two on a quiet machine.


class Listener:
    """One open stream on a socket of its own, which a page that is closed closes too."""

    def __init__(self, server, kind, seen=""):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        place = f"/api/live/fernhill/{kind}?seen={seen}"
        self.socket.sendall(f"GET {place} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self.seen = b""
        while b"\r\n\r\n" not in self.seen:
            self.seen += self.socket.recv(4096)
        self.head, _, self.seen = self.seen.partition(b"\r\n\r\n")
        self.status = int(self.head.split()[1])

    def is_told(self, within=WITHIN):
        """Wait for the next event; say whether it came in time."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            _, mark, rest = self.seen.partition(b"data: changed\n\n")
            if mark:
                self.seen = rest
                return True
            self.socket.settimeout(left)
            try:
                self.seen += self.socket.recv(4096)
            except TimeoutError:
                break
        return False

    def close(self):
        self.socket.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("live"), {"OPENHOURS_RATE_LIMITS": "false"}, options=("--api-only",)
    )
    migrate(running.database)
    running.laid = ground.lay(running.database, datetime.now(UTC))
    running.hours = iter(range(1000))
    running.start()
    yield running
    running.close()


@contextmanager
def listening(server, *kinds):
    opened = [Listener(server, kind) for kind in kinds]
    assert [each.status for each in opened] == [200] * len(kinds)
    try:
        yield opened if len(opened) > 1 else opened[0]
    finally:
        for each in opened:
            each.close()


def book(server, kind):
    """Book a time in this process: another one than the server's."""
    now = datetime.now(UTC)
    with server.database.transaction() as session:
        return bookings.book(
            session,
            details=Details("Xi", "xi@example.org", "UTC"),
            actor=access.visitor(),
            terms=Terms(limited=False),
            now=now,
            source="test",
            meeting_type_id=server.laid.type_keys[kind],
            starts_at=ground.coming(now).replace(hour=next(server.hours)),
        )


def test_a_booking_by_another_process_is_news_on_every_page_of_its_host(server):
    with listening(server, "single", "single", "robin", "unlisted") as pages:
        book(server, "single")

        assert [page.is_told() for page in pages[:3]] == [True] * 3
        assert not pages[3].is_told(1.5)
        assert not pages[0].is_told(1.5), "one change is told once"


def test_a_booking_through_the_api_is_news(server):
    asked = {
        "meeting_type_id": server.laid.types["single"],
        "starts_at": ground.coming(datetime.now(UTC), days=3).isoformat(),
    }
    with listening(server, "single") as page:
        assert httpx.post(f"{server.url}/api/v1/holds", json=asked, timeout=30).status_code == 201

        assert page.is_told()


def test_what_changed_between_a_page_and_its_stream_is_told_at_once(server):
    key = server.laid.type_keys["single"]
    with server.database.reading() as session:
        before = watching.seen(session, key)
    book(server, "single")
    with server.database.reading() as session:
        after = watching.seen(session, key)

    late, fresh = Listener(server, "single", before), Listener(server, "single", after)
    try:
        assert late.is_told()
        assert not fresh.is_told(within=3)
    finally:
        late.close()
        fresh.close()


def test_a_changed_rule_of_the_type_is_news(server):
    with server.database.reading() as session:
        owner = owner_of(session, server.laid)
    with listening(server, "collective") as page:
        with server.database.transaction() as session:
            meeting_types.set_visibility(
                session,
                server.laid.types["collective"],
                "unlisted",
                actor=owner,
                now=datetime.now(UTC),
            )

        assert page.is_told()


def owner_of(session, laid):
    row = session.connection().exec_driver_sql(
        "SELECT workspace_id, user_id, id FROM memberships WHERE public_id = ?",
        (laid.members[laid.owner],),
    )
    workspace_id, user_id, key = row.one()
    return Actor(
        ActorKind.USER,
        workspace_id=workspace_id,
        user_id=user_id,
        membership_id=key,
        role="owner",
    )


@pytest.mark.parametrize("place", ["fernhill/hidden", "fernhill/nothing", "nowhere/single"])
def test_what_is_not_there_has_no_stream(server, place):
    answer = httpx.get(f"{server.url}/api/live/{place}")

    assert answer.status_code == 404
    assert answer.json()["type"] == "/api/problems/not-found"


def test_an_address_has_its_share_of_streams_which_closed_pages_give_back(server):
    opened = [Listener(server, "single") for _ in range(live.PER_ADDRESS + 3)]
    statuses = [page.status for page in opened]
    for page in opened:
        page.close()

    assert set(statuses) == {200, 429}
    assert statuses.count(200) <= live.PER_ADDRESS
    assert b"retry-after: " in opened[-1].head
    until(lambda: is_open(server), "closed pages give their streams back")


def is_open(server):
    """Say whether a stream can be opened."""
    page = Listener(server, "single")
    page.close()
    return page.status == 200


def test_the_server_stops_soon_although_pages_listen(server):
    until(lambda: is_open(server), "earlier pages have left")
    with listening(server, "single", "robin"):
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 20
    stopped = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    assert stopped[-1]["event"] == "stopped"
