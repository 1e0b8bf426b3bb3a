"""The team, who leaves it, its rights and who joins it, without a browser."""

from typing import Any

import pytest
from sqlmodel import select

from sched_app import routes, texts
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.workspaces import Membership
from sched_app.services import access, fairness, meeting_types
from sched_app.services.access import RIGHTS, Right
from sched_app.services.fairness import FairnessView, ShareView
from sched_app.services.meeting_type_forms import DurationForm, HostForm, MeetingTypeForm
from sched_app.state import team_rows
from sched_app.state.accounts import AccountState
from sched_app.state.departure import DepartureState
from sched_app.state.rights import ROLES, table
from sched_app.state.team import TeamState
from tests.state.conftest import PASSWORD
from tests.support.visits import book

SAM = {"email": "sam@example.org", "role": "admin", "days": "7"}


async def opened(desk: Any, call: Any, who: str = "owner") -> TeamState:
    state: TeamState = await desk.page(TeamState, who, "/dashboard/team")
    await call(TeamState.load, state)
    return state


async def test_a_link_is_shown_once_where_nothing_can_be_mailed(desk, call):
    state = await opened(desk, call)
    await call(TeamState.ask, state)
    assert state.dialog == "invite"

    await call(TeamState.invite, state, SAM)
    assert state.link.startswith("http://localhost:8000/join/")
    await call(TeamState.close, state)
    assert state.link == ""

    again = await opened(desk, call)
    assert again.link == ""
    (row,) = again.invites
    assert (row.email, row.role, row.is_over) == ("sam@example.org", "admin", False)
    assert "Ines Okafor" in row.words
    await call(TeamState.resend, again, row.id)
    assert again.link
    await call(TeamState.ask_revoke, again, row.id)
    await call(TeamState.revoke, again)
    assert (again.dialog, again.invites) == ("", [])


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({**SAM, "email": "nobody"}, "email"),
        ({**SAM, "role": "king"}, "role"),
        ({**SAM, "days": "many"}, "days"),
        ({**SAM, "email": "tom@fernhill.example"}, "email"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(desk, call, form, field):
    state = await opened(desk, call)
    await call(TeamState.invite, state, form)
    assert state.errors.keys() == {field}
    assert state.link == ""


async def test_an_organizer_sees_the_team_and_their_own_week_only(desk, call):
    state = await opened(desk, call, "organizer")
    assert [(row.name, row.has_week, row.may_any) for row in state.rows] == [
        ("Ines Okafor", False, False), ("Tom Weiss", True, True)
    ]  # fmt: skip
    assert (state.tiles, state.invites) == ([], [])
    await call(TeamState.invite, state, SAM)
    assert state.problem == state._t("problem.forbidden")


async def test_the_owner_changes_a_role_but_not_their_own_as_the_last(desk, call):
    state = await opened(desk, call)
    ines, tom = state.rows
    await call(TeamState.ask_role, state, tom.id)
    assert state.role_values == {"role": "organizer"}
    await call(TeamState.change_role, state, {"role": "admin"})
    assert (state.dialog, state.rows[1].role) == ("", "admin")

    await call(TeamState.ask_role, state, ines.id)
    await call(TeamState.change_role, state, {"role": "admin"})
    assert state.problem == state._t("problem.last_owner")
    assert state.dialog == "role"


def coaching(desk: Any) -> Any:
    """Make a type of Tom's alone, with one coming booking."""
    with desk.whole.database.transaction() as session:
        row = session.exec(select(Membership).where(Membership.role == "organizer")).one()
        owner = session.exec(select(Membership).where(Membership.role == "owner")).one()
        actor = access.Actor(
            access.ActorKind.USER, workspace_id=owner.workspace_id, user_id=owner.user_id,
            membership_id=owner.id, role="owner",
        )  # fmt: skip
        now = desk.clock.at
        form = MeetingTypeForm(
            "Coaching", [HostForm(row.public_id)], "coaching", durations=[DurationForm(60)],
            location_value="https://meet.example.org/x", notice_minutes=0,
        )  # fmt: skip
        view = meeting_types.create(session, form, actor=actor, now=now)
        key = meeting_types.key(session, view.public_id)
        at = now.replace(hour=10, minute=0, second=0, microsecond=0)
        at = at.replace(day=at.day + 1)
        made = book(session, None, at, now=now, meeting_type_id=key, duration_minutes=60)
        return row.public_id, owner.id, made.public_id


async def test_who_leaves_hands_each_booking_over_as_it_was_chosen(desk, call):
    tom, owner_id, booking = coaching(desk)
    team = await opened(desk, call)
    state = await team.get_state(DepartureState)

    await call(DepartureState.ask, state, tom)

    (one,) = state.bookings
    assert (one.id, one.chosen, state.cancels) == (booking, "cancel", 1)
    assert [choice.is_out for choice in one.choices] == [False, False]
    assert "Coaching" in state.types_words
    await call(DepartureState.choose, state, booking, one.choices[0].value)
    assert state.cancels == 0
    await call(DepartureState.remove, state, {"reason": ""})

    assert state.member == ""
    assert [row.name for row in team.rows] == ["Ines Okafor"]
    with desk.whole.database.reading() as session:
        assert session.exec(select(BookingHost.membership_id)).all() == [owner_id]


async def test_a_booking_that_came_in_meanwhile_is_not_called_off_unseen(desk, call):
    tom, _, booking = coaching(desk)
    team = await opened(desk, call)
    state = await team.get_state(DepartureState)
    await call(DepartureState.ask, state, tom)
    state.bookings = []  # As if it had come in after the dialog opened.

    await call(DepartureState.remove, state, {"reason": ""})

    assert state.problem
    assert state.member == tom
    with desk.whole.database.reading() as session:
        found = session.exec(select(Booking.status).where(Booking.public_id == booking)).one()
    assert found == "confirmed"


@pytest.mark.usefixtures("with_mail")
async def test_with_a_mail_server_the_link_is_mailed_and_never_shown(desk, call):
    state = await opened(desk, call)

    await call(TeamState.invite, state, SAM)

    assert state.link == ""
    assert "sam@example.org" in state.said


async def test_who_leaves_by_oneself_is_sent_away(desk, call):
    team = await opened(desk, call, "organizer")
    state = await team.get_state(DepartureState)
    await call(DepartureState.ask, state, team.rows[1].id)
    assert state.is_me

    gone = await call(DepartureState.remove, state, {})

    assert routes.SIGN_IN in str(gone)
    assert team.rows == []


async def test_an_invited_person_joins_by_the_page(desk, call):
    team = await opened(desk, call)
    await call(TeamState.invite, team, SAM)
    path = team.link.removeprefix("http://localhost:8000")
    page = await desk.page(AccountState, "nobody", path)
    await call(AccountState.load_join, page)
    assert (page.values, page.has_account, page.me) == (
        {"name": "", "email": "sam@example.org"}, False, ""
    )  # fmt: skip
    assert "Ines Okafor" in page.invited_words

    await call(AccountState.join, page, {"name": "", "password": "short"})
    assert page.errors.keys() == {"name", "password"}
    await call(AccountState.join, page, {"name": "Sam Reed", "password": PASSWORD})
    assert page.go == 1
    again = await opened(desk, call)
    assert "Sam Reed" in {row.name for row in again.rows}


async def test_who_is_signed_in_is_asked_to_join_as_themselves(desk, call):
    team = await opened(desk, call)
    await call(TeamState.invite, team, SAM)
    path = team.link.removeprefix("http://localhost:8000")
    page = await desk.page(AccountState, "organizer", path)
    await call(AccountState.load_join, page)
    assert page.me == "Tom Weiss, tom@fernhill.example"

    await call(AccountState.join_as_me, page)

    assert page.problem == page._t("problem.member_already")


def test_the_rights_page_says_what_the_code_does_in_words_for_each():
    lines = {line.right: dict(zip(ROLES, line.reach, strict=True)) for line in table()}
    for right in Right:
        for role in ROLES:
            scope = RIGHTS[role].get(right)
            shown = lines.get(right.value, {}).get(role, "none")
            assert shown == (scope.value if scope else "none"), (right, role)
    assert {f"rights.{right}" for right in lines} <= texts.keys()


def test_books_that_are_not_even_say_who_was_not_free():
    shares = (
        ShareView("a", "Ana", 0, 12, 1, 0, 20, 15, 9), ShareView("b", "Bo", 0, 3, 0, 2, 6, 5, 0)
    )  # fmt: skip
    view = FairnessView(
        "mt", "Coaching", "round_robin", shares, 20, fairness.verdict(shares, 20), "Bo"
    )
    row = team_rows.fair(view, "en")
    assert row.verdict == "Not even"
    assert row.words == [
        "Bo is behind: free for 6 of the last 20 bookings.", "If all are free, Bo is next."
    ]  # fmt: skip
    assert [share.load for share in row.shares] == ["11 turns", "5 turns"]
    assert row.shares[1].words.endswith("Joined later and began at 2, where the others were.")


def test_hours_are_said_shortly():
    said = [team_rows.hours(minutes, "en") for minutes in (0, 60, 450, 2400)]
    assert said == ["0 h", "1 h", "7.5 h", "40 h"]
