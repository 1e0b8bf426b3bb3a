"""Fernhill Studio, whole: as it is some weeks after it began, around any instant."""

from datetime import datetime

from sqlmodel import select

from sched_app.db import Database
from sched_app.demo import crowd, customers, site, stories, team, visits
from sched_app.demo.making import DAY, SLUG, ZONE, Business, Making, as_actor
from sched_app.demo.team import OWNER, PASSWORD
from sched_app.models.workspaces import Membership
from sched_app.secrets_file import Secrets
from sched_app.services import access, workspaces

BEGAN = 75 * DAY  # So long ago the business was set up.


def open_business(database: Database, secrets: Secrets, base_url: str, now: datetime) -> Business:
    """Make the business in an empty database, around now."""
    form = workspaces.SetUpForm(
        "Ines Okafor", OWNER, PASSWORD, "Fernhill Studio", SLUG, ZONE, base_url
    )
    token = workspaces.set_up_token(secrets)
    with database.transaction() as session:
        workspaces.set_up(
            session, token, form, secrets=secrets, actor=access.visitor(), now=now - BEGAN
        )
        owner = as_actor(session.exec(select(Membership)).one())
    business = Business(owner, {"Ines Okafor": owner}, set_up=workspaces.set_up_path(secrets))
    making = Making(database, secrets, now, business)
    for part in (
        team.gather,
        team.set_hours,
        team.offer,
        crowd.fill_past,
        stories.past,
        crowd.fill_coming,
        stories.coming,
        stories.today,
        stories.waiting,
        visits.count,
        customers.add,
        site.fill,
    ):
        part(making)
    return business
