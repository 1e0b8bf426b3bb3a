"""Hand-overs and departures race with bookings on real servers, on either database."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from sched_app.models.bookings import BookingHost
from sched_app.models.workspaces import Membership, Role
from tests.conftest import NOW
from tests.factories import Factory
from tests.race import runs
from tests.race.fleet import Client
from tests.race.runs import Site
from tests.race.storm import sign_in

HAND_OVERS = 24


def at_once(site: Site, calls: list[tuple[str, str, Any]]) -> list[tuple[int, Any]]:
    """Make every (method, path, body) call at once as the owner; give the answers."""
    token = sign_in(site.servers[0])
    start = threading.Barrier(len(calls))

    def call(number: int) -> tuple[int, Any]:
        with closing(Client(site.servers[number % len(site.servers)].port, token)) as client:
            client.connection.connect()
            start.wait()
            method, path, body = calls[number]
            return client.call(method, f"/api/v1{path}", body)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, range(len(calls))))


def on(site: Site, step: Callable[[Any], Any]) -> Any:
    """Do something in the site's database."""
    with site.database.transaction() as session:
        return step(session)


def wish(kind: Any, starts_at: Any, number: int) -> dict[str, Any]:
    """Make the body of a booking."""
    return {
        "meeting_type_id": kind.id,
        "starts_at": starts_at.isoformat(),
        "attendee": runs.attendee(number),
    }


def test_a_hand_over_and_a_booking_want_one_time_and_one_gets_it(database, tmp_path):
    with runs.site(database, tmp_path) as site:
        solo, eve = site.seed.kinds["solo"], site.seed.members[4]
        loose = site.seed.kinds["loose"]  # Of Ada and Dee; its requests take time once accepted.
        starts = [day.replace(hour=hour) for day in site.seed.days for hour in (9, 11, 13, 15, 16)]
        starts = starts[:HAND_OVERS]
        asked = at_once(
            site, [("POST", "/bookings", wish(loose, at, n)) for n, at in enumerate(starts)]
        )
        ids = [answer["id"] for status, answer in asked if status == 201]
        assert len(ids) == HAND_OVERS
        accepted = at_once(site, [("POST", f"/bookings/{one}/accept", None) for one in ids])
        assert {status for status, _ in accepted} == {200}
        on(site, _without_limits)

        calls: list[tuple[str, str, Any]] = []
        for number, (at, one) in enumerate(zip(starts, ids, strict=True)):
            calls.append(("POST", f"/bookings/{one}/hand-over", {"to_member_id": eve}))
            calls.append(("POST", "/bookings", wish(solo, at, 100 + number)))
        answers = at_once(site, calls)

        pairs = Counter((answers[n][0], answers[n + 1][0]) for n in range(0, len(answers), 2))
        assert pairs.keys() <= {(200, 409), (409, 201)}, pairs
        runs.must_hold(site.url)


def test_a_departure_races_with_bookings_and_leaves_none_behind(database, tmp_path):
    with runs.site(database, tmp_path) as site:
        robin, ben = site.seed.kinds["robin"], site.seed.members[1]
        starts = site.seed.starts(robin)
        on(site, _without_limits)
        before = at_once(
            site, [("POST", "/bookings", wish(robin, at, n)) for n, at in enumerate(starts[:30:2])]
        )
        assert {status for status, _ in before} <= {201, 409}

        calls: list[tuple[str, str, Any]] = [
            ("POST", "/bookings", wish(robin, at, 100 + n)) for n, at in enumerate(starts[30:60])
        ]
        leave = {"rest": "cancel"}
        calls.insert(12, ("POST", f"/members/{ben}/remove", leave))
        answers = at_once(site, calls)

        status, _ = answers.pop(12)
        assert {status for status, _ in answers} <= {201, 409}
        if status == 409:  # Something came in while it waited for its locks: look again, go on.
            status, _ = at_once(site, [("POST", f"/members/{ben}/remove", leave)])[0]
        assert status == 200
        runs.must_hold(site.url)
        with site.database.reading() as session:
            gone = session.exec(select(Membership).where(Membership.public_id == ben)).one()
            assert gone.left_at is not None
            left = select(BookingHost).where(BookingHost.membership_id == gone.id)
            # Nothing of what was booked is theirs any more, but for what was cancelled.
            assert len(session.exec(left).all()) <= 45


def test_of_owners_who_leave_and_demote_each_other_at_once_one_stays(database, tmp_path):
    with runs.site(database, tmp_path) as site:
        olga = site.seed.members[0]

        def more(session: Any) -> list[str]:
            make = Factory(session, NOW)
            home = session.exec(select(Membership).where(Membership.public_id == olga)).one()
            made = []
            for number in range(3):
                user = make.user(f"Owner {number}", f"own{number}@example.org")
                row = Membership(
                    workspace_id=home.workspace_id, user_id=user.id, role=Role.OWNER.value,
                    created_at=NOW,
                )  # fmt: skip
                session.add(row)
                session.flush()
                made.append(row.public_id)
            return made

        others = on(site, more)
        calls = [("PUT", f"/members/{one}/role", {"role": "admin"}) for one in (*others, olga)]
        calls += [("POST", f"/members/{one}/remove", {"rest": "cancel"}) for one in (olga, *others)]
        answers = at_once(site, calls)

        assert {status for status, _ in answers} <= {200, 401, 403, 404, 409}
        with site.database.reading() as session:
            home = select(Membership).where(Membership.role == "owner")
            live = [row for row in session.exec(home) if row.left_at is None]
        assert live
        runs.must_hold(site.url)


def _without_limits(session: Any) -> None:
    session.connection().execute(
        text("UPDATE meeting_types SET limit_per_day = NULL, limit_per_week = NULL")
    )
