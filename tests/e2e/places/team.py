"""The places of the team, and of who joins it with an account."""

import re

from playwright.sync_api import Page

from sched_app import routes
from tests.e2e.places.steps import Place, Steps, at, button, desk, heading, press

TEAM = at(routes.TEAM)


def _more(who: str, item: str, title: str) -> Steps:
    """Give the step that opens a member's menu and one of its dialogs."""

    def step(page: Page) -> None:
        page.get_by_role("button", name=re.compile(f"^Actions for {who}")).click()
        button(page, item)
        heading(title)(page)

    return step


PLACES = (
    desk("team", TEAM),
    desk("team-invite", TEAM, press("Invite member"), heading("Invite someone")),
    desk("team-role", TEAM, _more("Tom", "Change role", "The role of")),
    desk("team-leave", TEAM, _more("Tom", "Remove from team", "Remove Tom")),
    desk(
        "team-revoke",
        TEAM,
        press("Revoke ada.lind@fernhill.example"),
        heading("Take this invitation back?"),
    ),
    desk("team-rights", at(routes.RIGHTS)),
    Place(
        "join-sign-in",
        routes.JOIN_PAGE,
        lambda business: business.join,
        (press("I have an account"),),
    ),
)
