"""Workers killed in the middle of their work: nothing is lost, and little is said twice."""

import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Deployment
from sched_app.services import outbox
from tests.counterparts import smtp
from tests.services.mails import FACTS

ROOT = Path(__file__).parents[2]
# The workers go by the real clock.
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGES = 50
KILL_AFTER = (5, 18, 34)


def fill(database, factory_for) -> None:
    """Put the messages, each to someone else."""
    with database.transaction() as session:
        session.add(Deployment(base_url="https://book.fernhill.example", set_up_at=LONG_AGO))
        workspace = factory_for(session).workspace()
        for number in range(MESSAGES):
            address = f"p{number}@lindqvist.example"
            facts = {**FACTS.to_json(), "attendee_email": address}
            outbox.put(
                session,
                workspace_id=workspace.id,
                kind="email",
                template="confirmed.attendee",
                dedupe_key=f"m{number}",
                recipient=address,
                subject_kind="booking",
                subject_id=number,
                payload={"facts": facts, "place": None},
                now=LONG_AGO,
            )


def worker(database, server: smtp.SmtpServer) -> subprocess.Popen[bytes]:
    """Start a worker in a process of its own."""
    url = database.engine.url.render_as_string(hide_password=False)
    mail = f"smtp://127.0.0.1:{server.port}"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.mail_worker", url, mail], cwd=ROOT
    )


def test_every_message_arrives_and_copies_lie_on_the_two_sides_of_a_kill(database, factory_for):
    fill(database, factory_for)
    kills: list[int] = []
    with smtp.running() as server:
        for count in KILL_AFTER:
            with worker(database, server) as running:
                server.wait_for(count, timeout=60)
                running.kill()
            kills.append(len(server.taken))
        with worker(database, server) as running:
            assert running.wait(timeout=120) == 0
        taken = server.taken

    copies = Counter(mail.recipient for mail in taken)
    assert len(copies) == MESSAGES
    # One message is in flight at a time, so one kill repeats one message at most.
    assert sum(copies.values()) - MESSAGES <= len(KILL_AFTER)
    ids = defaultdict(set)
    for mail in taken:
        ids[mail.recipient].add(mail.message_id)
    assert {len(found) for found in ids.values()} == {1}
    for recipient, count in copies.items():
        places = [place for place, mail in enumerate(taken) if mail.recipient == recipient]
        assert count == 1 or any(places[0] < kill <= places[1] for kill in kills)
    with database.reading() as session:
        assert set(session.exec(select(OutboxMessage.status))) == {"sent"}
