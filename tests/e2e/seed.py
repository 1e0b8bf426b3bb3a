"""The demo's business as browsers are shown it: with machinery, devices and links that wait."""

from datetime import datetime

from sched_app.db import Database
from sched_app.demo import fernhill
from sched_app.demo.making import SLUG, ZONE, Business
from sched_app.demo.team import OWNER, PASSWORD
from sched_app.secrets_file import Secrets
from sched_app.services import access, workspaces
from tests.e2e import machinery, seed_accounts, seed_identities, seed_portal

__all__ = [
    "MAIL_SERVER",
    "OWNER",
    "PASSWORD",
    "SLUG",
    "ZONE",
    "Business",
    "nothing_yet",
    "open_business",
]

MAIL_SERVER = "smtp://127.0.0.1:9"  # It is set, and without a worker nobody asks it.


def open_business(database: Database, secrets: Secrets, base_url: str, now: datetime) -> Business:
    """Make the demo's business, and add what only a longer use would bring."""
    business = fernhill.open_business(database, secrets, base_url, now)
    given = {"actor": business.owner, "now": now}
    with database.transaction() as session:
        machinery.run_jobs(session, **given)
    seed_identities.link(database, business.owner, now)
    with database.transaction() as session:
        business.links = seed_accounts.fill(session, secrets, business.owner, **given)
        business.links |= seed_portal.fill(session, secrets, business.owner, **given)
    return business


def nothing_yet(secrets: Secrets) -> Business:
    """Give what there is before the set-up: its address."""
    return Business(access.visitor(), set_up=workspaces.set_up_path(secrets))
