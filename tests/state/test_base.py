"""Who asks, what a page is told, and when it empties."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app import routes
from sched_app.errors import Conflict, NotSignedIn
from sched_app.models.workspaces import SignIn
from sched_app.services.access import ActorKind
from sched_app.state.accounts import AccountState
from sched_app.state.base import AppState, as_visitor, cookie, on_error
from sched_app.state.team import TeamState


def asked_by(session, *, actor, now):
    return actor


def redirected(spec):
    return spec is not None and "sign-in" in str(spec.args)


async def test_a_step_is_asked_by_who_is_signed_in(desk):
    state = await desk.page(AppState)

    actor = await state._run(asked_by)

    assert (actor.kind, actor.role) == (ActorKind.USER, "owner")
    assert actor.request_id.startswith("ev_")
    assert actor.address_key


async def test_a_step_can_be_asked_as_a_visitor_all_the_same(desk):
    state = await desk.page(AppState)

    actor = await state._read(asked_by, who=as_visitor)

    assert actor.kind is ActorKind.VISITOR


async def test_two_browsers_of_one_address_are_told_apart(desk):
    first, second = await desk.page(AppState, "nobody"), await desk.page(AppState, "nobody")
    first._browser, second._browser = "one", "two"

    one, two = await first._read(asked_by), await second._read(asked_by)

    assert one.browser_key != two.browser_key
    assert one.address_key == two.address_key
    assert "192.0.2.7" not in one.address_key


async def test_a_page_of_the_dashboard_sends_strangers_to_sign_in(desk, call):
    state = await desk.page(TeamState, "nobody", "/dashboard/team")

    gone = await call(TeamState.load, state)

    assert redirected(gone)
    assert not state.is_loaded
    assert state.rows == []


async def test_opening_a_page_notes_that_the_sign_in_is_in_use(desk, call):
    desk.clock.at += timedelta(minutes=10)

    await call(TeamState.load, await desk.page(TeamState))

    with desk.whole.database.reading() as session:
        seen = session.exec(select(SignIn.seen_at).order_by(SignIn.id)).first()
    assert seen == desk.clock.at


async def test_an_open_page_empties_when_its_sign_in_has_ended(desk, call):
    state = await desk.page(TeamState)
    await call(TeamState.load, state)
    root = await state.get_state(AppState)
    assert state.rows
    assert root.member_name == "Ines Okafor"
    desk.end_sign_ins()

    await call(AppState.check, root)

    assert root.is_signed_out
    assert root.member_name == ""
    assert state.rows == []


async def test_a_form_that_is_sent_after_the_sign_in_has_ended_empties_the_page_too(desk, call):
    state = await desk.page(TeamState)
    await call(TeamState.load, state)
    form = {"email": "ben@example.org", "role": "organizer", "days": "7"}
    desk.end_sign_ins()

    with pytest.raises(NotSignedIn) as found:
        await call(TeamState.invite, state, form)

    assert not state.is_busy
    assert "true" in str(on_error(found.value).args)


async def test_a_page_stays_as_it_is_while_the_sign_in_lives(desk, call):
    state = await desk.page(TeamState)
    await call(TeamState.load, state)

    await call(AppState.check, await state.get_state(AppState))

    assert state.rows


async def test_nothing_of_the_last_member_is_left_for_the_next_in_the_same_tab(desk, call):
    state = await desk.page(TeamState)
    await call(TeamState.load, state)
    root = await state.get_state(AppState)
    account = await root.get_state(AccountState)

    await call(AccountState.load_sign_in, account)

    assert state.rows == []
    assert root.member_id == ""
    assert root.may == []


async def test_a_problem_is_told_in_words_and_counted(desk, call):
    state = await desk.page(AppState)
    spec = on_error(Conflict("problem.no_request", status="declined"))
    assert spec.handler.fn is AppState.fail.fn

    await call(AppState.fail, state, "problem.no_request", {"status": "declined"}, False)

    assert state.problem
    assert "{" not in state.problem
    assert state.problem_number == 1


@pytest.mark.parametrize("key", ["nothing.like.this", "__class__"])
async def test_a_key_that_is_no_text_becomes_the_general_sentence(desk, call, key):
    state = await desk.page(AppState)

    await call(AppState.fail, state, key, {}, False)

    assert state.problem == state._t("problem.unexpected")


async def test_a_fault_of_ours_tells_nothing_of_itself(desk):
    spec = on_error(ZeroDivisionError("secret detail"))

    assert "secret" not in str(spec.args)
    assert "problem.unexpected" in str(spec.args)


async def test_an_ended_sign_in_empties_the_page_at_its_next_event(desk, call):
    state = await desk.page(TeamState)
    await call(TeamState.load, state)
    root = await state.get_state(AppState)
    spec = on_error(NotSignedIn())
    assert "true" in str(spec.args)

    await call(AppState.fail, root, "problem.not_signed_in", {}, True)

    assert root.is_signed_out
    assert state.rows == []


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("openhours_sign_in=abc", "abc"),
        ("a=b; openhours_sign_in=abc; c=d", "abc"),
        ('openhours_sign_in="abc"', "abc"),
        ("xopenhours_sign_in=abc", ""),
        ("", ""),
    ],
)
def test_the_cookie_is_found_among_others(header, value):
    assert cookie(header, routes.SIGN_IN_COOKIE) == value
