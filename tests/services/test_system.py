"""The system's page, the test mail, and what servers' answers mean."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app import jobs, texts
from sched_app.errors import Conflict, Forbidden, NotSignedIn, TooMany, VendorError
from sched_app.integrations.protocols import SentInfo
from sched_app.models.workspaces import Event, Role
from sched_app.services import job_runs, mail_checks, mail_faults, outbox, system
from tests.conftest import NOW
from tests.services.people import STRANGER

MINUTE = timedelta(minutes=1)


class Server:
    """Takes mails, or refuses them with its own words."""

    def __init__(self, refusal: str = ""):
        self.refusal, self.taken = refusal, []

    def send(self, email):
        if self.refusal:
            raise VendorError(self.refusal, permanent=True)
        self.taken.append(email)
        return SentInfo("250 2.0.0 Ok: queued as 4F2")

    def close(self):
        """Nothing is open."""


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def asked(session, owner, secrets):
    given = {"secrets": secrets, "mail_from": "Studio <a@example.org>", "has_mail": True}
    return lambda **more: mail_checks.prepare(
        session, **{**given, "actor": owner.actor, "now": NOW, **more}
    )


def test_the_worker_is_behind_when_no_job_has_begun_for_ten_minutes(session, owner):
    def behind(now):
        return system.state(session, actor=owner.actor, now=now).behind_since

    assert behind(NOW) is None  # It may never have been started here.
    job_runs.begin(session, "expire_holds", NOW, now=NOW, next_at=NOW + MINUTE)
    assert behind(NOW + 10 * MINUTE) is None
    assert behind(NOW + 11 * MINUTE) == NOW


def test_the_page_shows_each_jobs_last_run_and_the_next(session, owner):
    for minute in range(3):
        at = NOW + minute * MINUTE
        job_runs.begin(session, "expire_holds", at, now=at, next_at=at + MINUTE)
        job_runs.finish(session, "expire_holds", at, f"holds={minute}", now=at)
    job_runs.begin(session, "forget", NOW, now=NOW, next_at=NOW + 60 * MINUTE)
    job_runs.finish(session, "forget", NOW, "failed: OSError", now=NOW)

    view = system.view(session, actor=owner.actor, now=NOW + 3 * MINUTE)

    holds, forget = view.runs
    assert (holds.job, holds.outcome, holds.started_at, holds.next_at) == (
        "expire_holds", "holds=2", NOW + 2 * MINUTE, NOW + 3 * MINUTE,
    )  # fmt: skip
    assert forget.outcome == "failed: OSError"
    assert view.state.is_well
    assert view.database.startswith("SQLite 3.")
    assert view.revision
    assert view.zone_data >= "2025"


def test_what_waits_in_another_workspace_is_not_told(session, make, owner):
    other = make.workspace()
    outbox.put(
        session, workspace_id=other.id, kind="email", template="join", dedupe_key="x",
        recipient="b@example.org", payload={}, now=NOW,
    )  # fmt: skip
    assert system.state(session, actor=owner.actor, now=NOW + 60 * MINUTE).late is None


def test_only_owners_and_admins_see_it(session, make, studio, asked):
    organizer = make.member(studio, "Oscar Organizer").actor
    for actor, error in ((organizer, Forbidden), (STRANGER, NotSignedIn)):
        for look in (system.state, system.view):
            with pytest.raises(error):
                look(session, actor=actor, now=NOW)
        with pytest.raises(error):
            asked(actor=actor)


def test_every_job_has_words():
    assert {f"system.job.{job.name}" for job in jobs.JOBS} - texts.keys() == set()


# --- The test mail -------------------------------------------------------------------------------


def test_a_test_mail_goes_to_whoever_asks_and_shows_the_servers_answer(session, owner, asked):
    server = Server()

    answer = mail_checks.hand_over(server, asked())

    assert (answer.to, answer.is_taken) == (owner.user.email, True)
    assert answer.answer == "250 2.0.0 Ok: queued as 4F2"
    (mail,) = server.taken
    assert mail.subject == "Test mail of Fernhill Studio"
    assert session.exec(select(Event.what)).one() == "mail_tested"


def test_a_refusal_is_shown_in_the_servers_words(asked):
    refusal = "535 5.7.8 Authentication failed"
    answer = mail_checks.hand_over(Server(refusal), asked())
    assert (answer.is_taken, answer.answer) == (False, refusal)


def test_without_a_mail_server_and_too_often_it_is_refused(asked):
    with pytest.raises(Conflict):
        asked(has_mail=False)
    for _ in range(mail_checks.MOST):
        asked()
    with pytest.raises(TooMany):
        asked()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 <x@y.example>: Recipient address rejected: User unknown", "address"),
        ("550 No such user here", "address"),
        ("552 5.2.2 Mailbox full", "full"),
        ("452 4.2.2 The recipient's inbox is out of storage", "full"),
        ("550 5.2.1 Mailbox disabled", "mailbox"),
        ("535 5.7.8 Authentication credentials invalid", "sign_in"),
        ("550 5.7.1 Message rejected as spam", "refused"),
        ("554 Transaction failed", "refused"),
        ("451 Greylisted, try later", "passing"),
        ("mail.example.org:587 did not answer within 20 s", "unreachable"),
        ("mail.example.org:25: [Errno 111] Connection refused", "unreachable"),
        ("MAIL_FROM: not an address", "unwritten"),
        ("This mail cannot be written: KeyError('x')", "unwritten"),
        ("", ""),
    ],
)
def test_what_a_server_says_is_told_plainly(answer, kind):
    key = mail_faults.meaning(answer)
    assert key == (f"system.fault.{kind}" if kind else "")
    assert not key or texts.t(key)
