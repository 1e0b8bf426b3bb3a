"""Setting up, signing in, joining, without a browser."""

from sched_app import wiring
from sched_app.components import sheets
from sched_app.services import passwords, workspaces
from sched_app.state.accounts import AccountState

FORM = {
    "name": "Ana Ruiz",
    "email": "ana@example.org",
    "password": "not so easy",
    "workspace_name": "Second",
    "slug": "second",
    "timezone": "Europe/Madrid",
    "base_url": "http://localhost:8000",
}


def test_page_and_service_ask_for_passwords_of_the_same_length():
    assert sheets.PASSWORD_LEAST == passwords.SHORTEST


async def test_the_printed_address_says_when_it_was_used(desk, call):
    token = workspaces.set_up_token(desk.whole.secrets)
    state = await desk.page(AccountState, "nobody", f"/set-up/{token}")

    await call(AccountState.load_set_up, state)

    assert state.is_done
    assert not state.is_missing


async def test_a_wrong_address_of_set_up_is_told_and_creates_nothing(desk, call):
    state = await desk.page(AccountState, "nobody", "/set-up/k1.s.deployment.1.wrong")

    await call(AccountState.load_set_up, state)
    await call(AccountState.set_up, state, FORM)

    assert state.is_missing
    assert state.go == 0
    assert state.problem


async def test_set_up_keeps_faults_at_their_fields(desk, call, sqlite_template, tmp_path):
    import shutil
    from dataclasses import replace

    from sched_app.db import Database

    path = tmp_path / "fresh.db"
    shutil.copy(sqlite_template, path)
    fresh = replace(desk.whole, database=Database(f"sqlite:///{path}"))
    wiring.use(fresh)
    token = workspaces.set_up_token(fresh.secrets)
    state = await desk.page(AccountState, "nobody", f"/set-up/{token}")

    await call(AccountState.set_up, state, {**FORM, "email": "ana@example", "password": "short"})
    assert set(state.errors) == {"email", "password"}
    assert state.attempt == 1
    assert state.go == 0

    await call(AccountState.set_up, state, FORM)
    assert state.errors == {}
    assert state.go == 1
    assert not any("not so easy" in str(value) for value in state.dict().values())
    fresh.database.close()


async def test_the_sign_in_page_shows_only_the_apps_own_words(desk, call):
    state = await desk.page(
        AccountState, "nobody", "/sign-in", problem="problem.wrong_sign_in", after="/dashboard/team"
    )
    await call(AccountState.load_sign_in, state)
    assert state.problem == state._t("problem.wrong_sign_in")
    assert state.after == "/dashboard/team"
    assert state.workspace_name == "Fernhill Studio"

    state = await desk.page(AccountState, "nobody", "/sign-in", problem="Send+me+your+password")
    await call(AccountState.load_sign_in, state)
    assert state.problem == state._t("problem.bad_request")


async def test_a_spent_join_link_is_told(desk, call):
    state = await desk.page(AccountState, "nobody", "/join/k1.j.us_nobody.1.wrong")

    await call(AccountState.load_join, state)

    assert state.is_missing
