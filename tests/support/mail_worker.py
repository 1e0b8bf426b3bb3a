"""A worker in a process of its own, to be killed: `python -m tests.support.mail_worker DB SMTP`."""

import sys
from datetime import UTC, datetime, timedelta
from threading import Event

import sqlalchemy as sa

from sched_app.db import Database
from sched_app.integrations.smtp_email import SmtpEmail
from sched_app.models.messages import OutboxMessage
from sched_app.secrets_file import Secrets
from sched_app.services import delivery, outbox

LEASE_FOR = timedelta(seconds=1)


def main() -> None:
    """Deliver until nothing is left to be done."""
    database, email = Database(sys.argv[1]), SmtpEmail(sys.argv[2])
    table = OutboxMessage.__table__
    pause = Event()
    left = sa.select(sa.func.count()).where(outbox.is_open(table.c.status))
    while True:
        delivery.deliver_due(
            database.transaction,
            email,
            secrets=Secrets({"k1": b"one key for the tests, 32 bytes!"}, "k1"),
            mail_from="bookings@fernhill.example",
            clock=lambda: datetime.now(UTC),
            lease_for=LEASE_FOR,
        )
        with database.reading() as session:
            if not session.connection().execute(left).scalar_one():
                break
        pause.wait(0.05)
    email.close()
    database.close()


if __name__ == "__main__":
    main()
