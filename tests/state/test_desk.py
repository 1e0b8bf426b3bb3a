"""Meeting types, bookings, explanations, and the outbox, without a browser."""

from datetime import timedelta

import pytest

from sched_app.errors import AppError, Forbidden
from sched_app.services import accents, access, bookings, meeting_types
from sched_app.services.attendees import Details
from sched_app.services.holds import Terms
from sched_app.state.bookings_desk import DeskState
from sched_app.state.explain import WhyState
from sched_app.state.meeting_types import TypesState, TypeState
from sched_app.state.messages import OutboxState
from sched_app.state.settings import SettingsState


async def made_type(desk, call, **changes):
    """Make a meeting type by its form, as a member types it."""
    state = await desk.page(TypeState, "owner", "/dashboard/meeting-types/new")
    await call(TypeState.load, state)
    form = {**state.values, "name": "Coaching", "slug": "coaching", "notice_minutes": "0"}
    form |= {"location_link": "https://meet.example.org/room", **changes}
    await call(TypeState.save, state, form)
    return state


def booked(desk, now, *, hours=26, name="Ana Ruiz"):
    """Book a time as a visitor, so many hours from now (Monday 08:00)."""
    with desk.whole.database.transaction() as session:
        key = meeting_types.key_by_slug(session, "fernhill", "coaching")
        made = bookings.book(
            session,
            details=Details(name=name, email="ana@example.org", timezone="America/New_York"),
            actor=access.visitor(),
            terms=Terms(limited=False),
            now=now,
            source="page",
            meeting_type_id=key,
            starts_at=now + timedelta(hours=hours),
        )
        return made.public_id


async def test_a_meeting_type_is_made_changed_hidden_and_archived(desk, call):
    made = await made_type(desk, call)
    assert made.errors == {}
    assert made.type_id

    form = {**made.values, "durations": [45, 60], "limit_per_day": "3"}
    await call(TypeState.save, made, form)
    assert list(made.values["durations"]) == [45, 60]
    assert made.values["limit_per_day"] == 3

    types = await desk.page(TypesState)
    await call(TypesState.load, types)
    assert [row.words for row in types.types] == ["45 min, 60 min · Video"]
    await call(TypesState.show, types, made.type_id, "inactive")
    assert types.types[0].visibility == "inactive"
    await call(TypesState.ask, types, made.type_id, "Coaching")
    await call(TypesState.archive, types)
    assert types.types == []


async def test_a_second_click_on_create_makes_no_second_meeting_type(desk, call):
    made = await made_type(desk, call)

    await call(TypeState.save, made, dict(made.values))

    types = await desk.page(TypesState)
    await call(TypesState.load, types)
    assert made.errors == {}
    assert len(types.types) == 1


async def test_faults_of_a_meeting_type_stand_at_its_fields(desk, call):
    made = await made_type(
        desk,
        call,
        name="",
        slug="Bad slug",
        location_link="nowhere",
        durations=[],
        hosts=[],
        questions=[{"label": "", "kind": "choice", "options": ["one"], "required": True}],
        limit_per_week="0",
    )

    assert {"name", "slug", "location_link", "durations", "hosts", "limit_per_week"} <= set(
        made.errors
    )
    assert {"questions.0.label", "questions.0.options"} <= set(made.errors)
    assert made.type_id == ""


@pytest.mark.parametrize("junk", [None, 7, "x", [1], {"a": 1}, [[None]], float("nan")])
async def test_junk_in_any_field_is_a_fault_and_no_accident(desk, call, junk):
    state = await desk.page(TypeState, "owner", "/dashboard/meeting-types/new")
    await call(TypeState.load, state)

    for name in state.values:
        await call(TypeState.save, state, {**state.values, "name": "Ok", "slug": "ok", name: junk})

    assert state.problem == ""


async def test_every_kind_of_question_comes_back_as_it_was(desk, call):
    kinds = ["text", "long_text", "choice", "multiple", "phone", "number", "yes_no"]
    asked = [
        {
            "id": "",
            "label": kind,
            "kind": kind,
            "required": kind == "text",
            "options": options,
            "after": None,
            "values": [],
        }
        for kind in kinds
        for options in [["a", "b"] if kind in ("choice", "multiple") else []]
    ]

    made = await made_type(desk, call, questions=asked)

    shown = [{**one, "id": ""} for one in made.values["questions"]]
    assert shown == asked


async def test_the_order_of_hosts_survives(desk, call):
    state = await desk.page(TypeState, "owner", "/dashboard/meeting-types/new")
    await call(TypeState.load, state)
    ines, tom = (one["id"] for one in state.members)
    hosts = [
        {"member": tom, "schedule": "", "rank": 0},
        {"member": ines, "schedule": "", "rank": 1},
    ]

    made = await made_type(desk, call, routing="priority", hosts=hosts)

    assert [(one["member"], one["rank"]) for one in made.values["hosts"]] == [(tom, 0), (ines, 1)]


async def test_an_organizer_sees_meeting_types_and_changes_none(desk, call):
    made = await made_type(desk, call)
    types = await desk.page(TypesState, "organizer")
    await call(TypesState.load, types)
    assert len(types.types) == 1
    assert "edit_meeting_types" not in types.may

    with pytest.raises(AppError):
        await call(TypesState.show, types, made.type_id, "inactive")
    form = await desk.page(TypeState, "organizer", f"/dashboard/meeting-types/{made.type_id}")
    await call(TypeState.load, form)

    assert form.is_forbidden
    assert form.values == {}


async def test_a_request_is_accepted_once_however_often_it_is_clicked(desk, call, now):
    await made_type(desk, call, needs_approval=True)
    public_id = booked(desk, now)
    state = await desk.page(DeskState, "owner", "/dashboard/bookings", tab="requests")
    await call(DeskState.load, state)
    assert [row.may_answer for row in state.rows] == [True]
    assert state.to_answer == 1

    await call(DeskState.accept, state, public_id)
    await call(DeskState.accept, state, public_id)

    assert state.rows == []
    assert state.to_answer == 0
    await call(DeskState.choose_tab, state, "coming")
    assert [row.status for row in state.rows] == ["confirmed"]


async def test_a_request_is_declined_with_its_reason(desk, call, now):
    await made_type(desk, call, needs_approval=True)
    public_id = booked(desk, now)
    state = await desk.page(DeskState, "owner", "/dashboard/bookings")
    await call(DeskState.load, state)
    await call(DeskState.ask, state, "decline", public_id)
    assert "Ana Ruiz" in state.told
    assert "outbox" in state.told, "nothing can be mailed here"

    await call(DeskState.decline, state, {"reason": "I am away"})

    assert state.dialog == ""
    one = await desk.page(DeskState, "owner", f"/dashboard/bookings/{public_id}")
    await call(DeskState.load_one, one)
    assert (one.one.status, one.one_reason) == ("declined", "I am away")
    changes = [step.words for step in one.steps if step.kind == "change"]
    assert changes == ["Declined by Ines Okafor", "The client asked for this time"]
    told = [step for step in one.steps if step.kind != "change"]
    assert {step.kind for step in told} == {"waiting"}
    assert "Request declined: waits to be sent to ana@example.org" in [one.words for one in told]


async def test_a_booking_moves_to_a_free_time_or_anyway(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await desk.page(DeskState, "owner", "/dashboard/bookings")
    await call(DeskState.load, state)
    await call(DeskState.ask, state, "move", public_id)
    assert state.move_on == "2026-11-24"
    assert "10:00" in [time["label"] for time in state.move_times], "its own time is no hindrance"

    await call(DeskState.choose_time, state, state.move_times[0]["at"])
    await call(DeskState.move, state)
    assert state.rows[0].time == "09:00–09:30"

    await call(DeskState.ask, state, "move", public_id)
    await call(DeskState.try_time, state, "20:00")
    assert state.move_reasons
    assert not state.is_hard
    await call(DeskState.move, state)
    assert state.rows[0].time == "20:00–20:30"


async def test_a_booking_never_moves_onto_another(desk, call, now):
    await made_type(desk, call)
    first, _ = booked(desk, now), booked(desk, now, hours=27, name="Ben Cole")
    state = await desk.page(DeskState, "owner", "/dashboard/bookings")
    await call(DeskState.load, state)
    await call(DeskState.ask, state, "move", first)

    await call(DeskState.try_time, state, "11:00")
    assert state.is_hard
    await call(DeskState.move, state)

    assert state.problem
    assert [row.time for row in state.rows] == ["10:00–10:30", "11:00–11:30"]


async def test_no_show_can_be_undone(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now, hours=2)
    desk.clock.at = now + timedelta(hours=3)
    state = await desk.page(DeskState, "owner", "/dashboard/bookings", tab="past")
    await call(DeskState.load, state)

    await call(DeskState.no_show, state, public_id)
    assert state.rows[0].status == "no_show"
    assert state.undo_words

    await call(DeskState.undo, state)
    assert state.rows[0].status == "confirmed"


async def test_a_member_sees_no_booking_of_others(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await desk.page(DeskState, "organizer", f"/dashboard/bookings/{public_id}")

    await call(DeskState.load_one, state)
    assert state.is_missing
    assert state.one.name == ""
    await call(DeskState.accept, state, public_id)

    assert state.problem
    with pytest.raises(AppError):
        await call(DeskState.ask, state, "cancel", public_id)


async def test_the_answer_names_what_speaks_against_a_time(desk, call, now):
    await made_type(desk, call)
    state = await desk.page(WhyState)
    await call(WhyState.load, state)

    await call(
        WhyState.ask,
        state,
        {**state.values, "on": "2026-11-28", "at": "15:00", "zone": "Asia/Tokyo"},
    )

    assert not state.is_offered
    assert "06:00" in state.verdict
    assert "Tokyo" in state.there
    assert [line.is_free for line in state.hosts] == [False]


async def test_what_is_missing_in_the_question_is_said_at_its_field(desk, call):
    await made_type(desk, call)
    state = await desk.page(WhyState)
    await call(WhyState.load, state)

    await call(WhyState.ask, state, {**state.values, "on": "", "zone": "Moon/Base"})

    assert set(state.errors) == {"on"}


async def test_the_outbox_is_read_by_who_may(desk, call, now):
    await made_type(desk, call)
    booked(desk, now)
    state = await desk.page(OutboxState)
    await call(OutboxState.load, state)
    assert len(state.rows) == 2
    assert not state.has_mail

    await call(OutboxState.open, state, state.rows[-1].id)
    assert "Coaching" in state.open_subject
    assert "<" in state.open_html

    other = await desk.page(OutboxState, "organizer")
    await call(OutboxState.load, other)
    assert other.is_forbidden
    assert other.rows == []


async def test_the_owner_changes_the_workspace_and_an_organizer_does_not(desk, call):
    state = await desk.page(SettingsState)
    await call(SettingsState.load, state)
    form = {**state.values, "name": "Fernhill", "slug": "fern", "timezone": "Europe/Lisbon"}

    await call(SettingsState.save, state, form)
    assert (state.workspace_name, state.workspace_slug) == ("Fernhill", "fern")
    await call(SettingsState.save, state, {**form, "slug": "api", "base_url": "nowhere"})
    assert set(state.errors) == {"slug", "base_url"}

    other = await desk.page(SettingsState, "organizer")
    await call(SettingsState.load, other)
    await call(SettingsState.save, other, form)
    assert other.problem == other._t("problem.forbidden")


async def test_an_accent_is_drawn_while_it_is_chosen_and_kept_when_it_is_saved(desk, call):
    state = await desk.page(SettingsState)
    await call(SettingsState.load, state)
    assert state.looks == accents.looks(accents.DEFAULT)

    await call(SettingsState.try_accent, state, "#ffd400")
    assert state.looks == accents.looks("#FFD400")
    await call(SettingsState.try_accent, state, "#ffd4")
    assert state.looks == accents.looks("#FFD400"), "what is half typed changes nothing"
    assert state.values["accent"] == accents.DEFAULT
    await call(SettingsState.save, state, {**state.values, "accent": "yellow"})
    assert state.errors == {"accent": state._t("field.colour")}
    await call(SettingsState.save, state, {**state.values, "accent": "#111111"})
    assert (state.errors, state.values["accent"]) == ({}, "#111111")
    assert state.looks == accents.looks("#111111")

    other = await desk.page(SettingsState, "organizer")
    await call(SettingsState.load, other)
    with pytest.raises(Forbidden):
        await call(SettingsState.try_accent, other, "#ffd400")
