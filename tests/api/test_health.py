"""The health of the process is not that of its mails."""

from datetime import timedelta

from sched_app.services import alarms, outbox


def test_messages_that_wait_never_make_the_app_unready(api, sqlite_database, laid, now):
    with sqlite_database.transaction() as session:
        outbox.put(
            session, workspace_id=1, kind="email", template="join", dedupe_key="late",
            recipient="a@example.org", payload={}, now=now - timedelta(hours=1),
        )  # fmt: skip
        assert alarms.watch(session, now=now).raised

    assert api.get("/ready").status_code == 200
    assert api.get("/health").status_code == 200
