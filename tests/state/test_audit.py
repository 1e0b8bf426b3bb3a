"""The audit log's page, without a browser."""

from sched_app.state.audit import AuditState
from sched_app.state.settings import SettingsState


async def test_a_change_stands_in_the_log_and_can_be_found(desk, call):
    settings = await desk.page(SettingsState)
    await call(SettingsState.load, settings)
    await call(SettingsState.save, settings, {**settings.values, "name": "Fernhill Rooms"})
    state = await desk.page(AuditState)
    await call(AuditState.load, state)

    first = state.rows[0]
    assert (first.what, first.subject, first.path) == (
        "Settings changed", "Fernhill Rooms", "/dashboard/settings",
    )  # fmt: skip
    assert (first.who, first.fields) == ("Ines Okafor", "changed name")
    assert first.origin == "tests"
    assert first.at == "Mon 23 Nov, 08:00:00"
    assert first.request.startswith("ev_")

    await call(AuditState.narrow, state, "what", "member_joined")
    assert [row.what for row in state.rows] == ["Member joined"]
    assert state.csv_path == "/export/audit.csv?what=member_joined"
    await call(AuditState.narrow, state, "what", "booking.moved")
    assert (state.rows, state.is_narrowed) == ([], True)
    await call(AuditState.clear, state)
    assert len(state.rows) > 3
    assert not state.is_narrowed


async def test_what_is_no_date_is_told_and_the_list_stays(desk, call):
    state = await desk.page(AuditState)
    await call(AuditState.load, state)
    before = list(state.rows)

    await call(AuditState.narrow, state, "since", "soon")

    assert state.fault
    assert state.rows == before
    await call(AuditState.narrow, state, "colour", "blue")
    assert "colour" not in state.narrowed


async def test_the_address_narrows_the_log(desk, call):
    state = await desk.page(AuditState, "owner", "/dashboard/audit", kind="workspace")
    await call(AuditState.load, state)

    assert {row.what for row in state.rows} == {"Workspace set up"}


async def test_an_organizer_is_told_who_to_ask(desk, call):
    state = await desk.page(AuditState, "organizer")
    await call(AuditState.load, state)

    assert state.is_forbidden
    assert state.rows == []
