"""Personal values are planted where things go wrong, then looked for in everything logged."""

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from select import select as wait_on
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from sched_app.models.messages import OutboxMessage
from tests.counterparts import smtp
from tests.race import fleet
from tests.race.fleet import ROOT, Client
from tests.support import ground

BIRD = "kanarie7x"
PHONE = "+49 30 7654321987"
SECRETS = (BIRD, "7654321987", ground.PASSWORD, "olga@example.org", "Olga Berg")
TIMES = {"timezone": "Europe/Berlin"}


def attendee(**values: str) -> dict[str, Any]:
    """Make an attendee all of whose fields are canaries."""
    return {
        "name": f"{BIRD} name",
        "email": f"{BIRD}@example.org",
        "phone": PHONE,
        **TIMES,
        **values,
    }


def break_bookings(database: Any) -> None:
    """Make the database refuse every new booking, with an error that quotes the row."""
    with database.transaction() as session:
        if database.is_sqlite:
            words = (
                "CREATE TRIGGER broken BEFORE INSERT ON bookings BEGIN SELECT "
                "RAISE(ABORT, 'broken'); END"
            )
        else:
            words = (
                "ALTER TABLE bookings ADD CONSTRAINT broken "
                f"CHECK (attendee_name NOT LIKE '%{BIRD}%') NOT VALID"
            )
        session.connection().execute(sa.text(words))


def mend(database: Any) -> None:
    """Take bookings again."""
    with database.transaction() as session:
        words = "TRIGGER broken" if database.is_sqlite else "CONSTRAINT broken"
        before = "" if database.is_sqlite else "ALTER TABLE bookings "
        session.connection().execute(sa.text(f"{before}DROP {words}"))


def spoil_a_message(database: Any) -> None:
    """Make one message impossible to write, so that writing it fails on a canary."""
    with database.transaction() as session:
        row = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).first()
        row.payload = {"facts": {"starts_at": BIRD}, "place": BIRD}
        row.status, row.attempts, row.due_at = "waiting", 0, datetime.now(UTC)
        session.add(row)


def wait_for_failure(database: Any) -> None:
    """Wait until the worker has failed at the spoiled message, and tried others."""
    for _ in range(900):
        with database.reading() as session:
            rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
            if rows[0].status == "failed" and sum(row.attempts > 0 for row in rows) > 3:
                return
        wait_on([], [], [], 0.1)
    raise AssertionError("the worker tried nothing")


def live_and_fail(client: Client, member: Client, made: ground.Ground, database: Any) -> list[str]:
    """Do everything that carries personal values, rightly and wrongly; give the secrets met."""
    at = ground.coming(datetime.now(UTC), days=3)
    asked = {"meeting_type_id": made.types["single"], "starts_at": at.isoformat()}
    met = []

    def expect(status: int, answer: tuple[int, Any]) -> Any:
        assert answer[0] == status, answer
        return answer[1]

    expect(401, client.post("/sign-ins", {"email": f"{BIRD}@example.org", "password": BIRD}))
    expect(422, client.post("/bookings", {**asked, "attendee": attendee(email=f"{BIRD}@")}))
    break_bookings(database)
    expect(500, client.post("/bookings", {**asked, "attendee": attendee()}))
    mend(database)
    held = expect(201, client.post("/holds", asked))
    expect(409, client.post("/bookings", {**asked, "attendee": attendee()}))
    body = {"hold_token": held["token"], "attendee": attendee()}
    booked = expect(201, client.post("/bookings", body))
    link = booked["manage_link"]
    met += [held["token"], link]
    expect(200, client.call("GET", f"/api/v1/links/{link}"))
    expect(404, client.call("GET", f"/api/v1/links/{link}x"))
    later = (at + timedelta(hours=3)).isoformat()
    expect(200, client.post(f"/links/{link}/move", {"starts_at": later}))
    expect(422, client.post(f"/links/{link}/cancel", {"reason": BIRD * 200}))
    expect(200, client.post(f"/links/{link}/cancel", {"reason": f"{BIRD} reason"}))

    question = made.question
    wish = {**asked, "meeting_type_id": made.types["approval"]}
    answered = {**attendee(), "answers": {question: f"{BIRD} answer"}}
    request = expect(201, client.post("/bookings", {**wish, "attendee": answered}))
    expect(
        422, client.post("/bookings", {**wish, "attendee": {**answered, "answers": {BIRD: BIRD}}})
    )
    decline = f"/bookings/{request['id']}/decline"
    expect(200, member.post(decline, {"reason": f"{BIRD} reason"}))
    expect(409, member.post(decline, {"reason": f"{BIRD} reason"}))
    expect(404, member.post(f"/bookings/bk_{BIRD}/cancel", {"reason": BIRD}))
    span = {"starts_at": at.isoformat(), "ends_at": later, "reason": f"{BIRD} off"}
    expect(201, member.post("/time-off", span))
    where = {"location_kind": "place", "location_value": f"{BIRD} street 5"}
    host = {"hosts": [{"member_id": made.members[made.owner]}]}
    expect(201, member.post("/meeting-types", {"name": f"{BIRD} talk", **host, **where}))
    status, _ = client.call("POST", "/auth/sign-in", None, Cookie=f"openhours_sign_in={BIRD}")
    assert status == 415
    return met


def test_what_goes_wrong_is_logged_without_a_personal_word(database, tmp_path):
    now = datetime.now(UTC)
    made = ground.lay(database, now)
    url = database.engine.url.render_as_string(hide_password=False)
    with smtp.running() as mail:
        mail.refuse(f"550 5.1.1 <{BIRD}@example.org> is {BIRD} to us", times=2)
        mail.refuse(f"451 4.7.1 not now, {BIRD}", at="DATA", times=2)
        settings = {
            "SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
            "OPENHOURS_LOG_LEVEL": "DEBUG",
            "OPENHOURS_LOG_FORMAT": "json",
        }
        with fleet.running(1, tmp_path, url, settings=settings) as (server,):
            with closing(Client(server.port)) as client:
                asked = {"email": made.owner, "password": ground.PASSWORD, "device": BIRD}
                status, signed_in = client.post("/sign-ins", asked)
                assert status == 201
                token = signed_in["access_token"]
                with closing(Client(server.port, token)) as member:
                    met = live_and_fail(client, member, made, database)
            spoil_a_message(database)
            wait_for_failure(database)
    written = server.log.read_text()

    assert '"status": 500' in written
    assert written.count('"event": "request"') > 15
    assert "IntegrityError" in written
    for secret in (*SECRETS, *met, token, signed_in["renewal_token"]):
        assert secret not in written


@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": f"postgresql://{BIRD}:{BIRD}@127.0.0.1:1/{BIRD}"},
        {"SMTP_URL": f"nonsense://{BIRD}:{BIRD}@127.0.0.1"},
        {"OPENHOURS_SECRET_KEYS": BIRD},
    ],
    ids=["database", "mail", "keys"],
)
def test_a_start_that_fails_does_not_say_the_secrets_it_was_given(tmp_path, given):
    command = [sys.executable, "-m", "sched_app", "serve", "--api-only", "--port", "1"]
    environment = {
        "PYTHONPATH": str(ROOT),
        "OPENHOURS_DATA_DIR": str(tmp_path),
        "OPENHOURS_LOG_LEVEL": "DEBUG",
        **given,
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode != 0
    assert BIRD not in done.stdout + done.stderr
