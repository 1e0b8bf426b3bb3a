"""The issuers that the seeded site offers, and an identity of its owner."""

from datetime import datetime, timedelta

from sched_app.db import Database
from sched_app.models.identities import Identity
from sched_app.services.access import Actor

# Nobody asks them: the pages show their buttons.
ISSUERS = {
    f"{name}_CLIENT_{what}": "a-client"
    for name in ("GOOGLE", "LINKEDIN", "MICROSOFT")
    for what in ("ID", "SECRET")
}


def link(database: Database, owner: Actor, now: datetime) -> None:
    """Link the owner to an account of theirs at Google."""
    with database.transaction() as session:
        session.add(
            Identity(
                user_id=owner.user_id or 0,
                provider="google",
                issuer="https://accounts.google.com",
                subject="seeded",
                email="ines.okafor@gmail.com",
                created_at=now - timedelta(days=21),
                used_at=now - timedelta(days=1),
            )
        )
