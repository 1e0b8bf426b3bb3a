"""Meeting types: made, changed, hidden, archived; and what the public sees of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from sched_app.db import Database
from sched_app.errors import AppError, Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.meeting_types import (
    MeetingType,
    MeetingTypeDuration,
    MeetingTypeHost,
    Question,
)
from sched_app.models.workspaces import Event, Role, User, Workspace, WorkspaceSlug
from sched_app.services import meeting_types
from sched_app.services.access import Actor
from sched_app.services.meeting_types import (
    DurationForm,
    HostForm,
    MeetingTypeForm,
    QuestionForm,
)
from tests.factories import Factory, Member
from tests.services import people


@pytest.fixture
def studio(make: Factory) -> Workspace:
    return make.workspace(slug="studio", name="Fernhill Studio", timezone="Europe/London")


@pytest.fixture
def admin(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ida Admin", role=Role.ADMIN)


@pytest.fixture
def ana(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ana Ruiz")


@pytest.fixture
def ben(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ben Okafor")


def host(member: Member, **more: Any) -> HostForm:
    return HostForm(member.membership.public_id, **more)


def form_for(*hosts: Member, **more: Any) -> MeetingTypeForm:
    values: dict[str, Any] = {
        "name": "Piano lesson",
        "hosts": [host(each) for each in hosts],
        "location_value": "https://meet.example.org/piano",
        "routing": "single" if len(hosts) == 1 else "round_robin",
        **more,
    }
    return MeetingTypeForm(**values)


def counts(session: Session, public_id: str) -> dict[int, int]:
    rows = session.exec(
        select(MeetingTypeHost)
        .join(MeetingType, col(MeetingType.id) == col(MeetingTypeHost.meeting_type_id))
        .where(MeetingType.public_id == public_id, col(MeetingTypeHost.left_at).is_(None))
    )
    return {row.membership_id: row.assigned - row.credited + row.head_start for row in rows}


def test_a_meeting_type_is_made_with_all_it_has(
    session: Session, admin: Member, ana: Member, now: datetime
) -> None:
    form = form_for(
        ana,
        description="Bring\nyour music.",
        durations=[DurationForm(60, 6000, 2000), DurationForm(30)],
        questions=[
            QuestionForm("Which piece?", is_required=True),
            QuestionForm("Level", "choice", options=["Beginner", "Advanced"]),
        ],
        buffer_after_minutes=15,
        limit_per_day=3,
        needs_approval=True,
    )

    made = meeting_types.create(session, form, actor=admin.actor, now=now)

    assert (made.slug, made.path, made.version) == (
        "piano-lesson",
        "/book/studio/piano-lesson",
        1,
    )
    assert [(length.minutes, length.price_minor) for length in made.durations] == [
        (60, 6000),
        (30, 0),
    ]
    assert [(shown.name, shown.schedule_name) for shown in made.hosts] == [
        ("Ana Ruiz", "Usual hours")
    ]
    assert [(asked.label, asked.kind, asked.options) for asked in made.questions] == [
        ("Which piece?", "text", ()),
        ("Level", "choice", ("Beginner", "Advanced")),
    ]
    assert made.limit_per_day == 3
    assert made.needs_approval
    assert meeting_types.get(session, made.public_id, actor=admin.actor) == made
    assert [event.what for event in session.exec(select(Event))] == ["meeting_type_created"]


def test_a_change_replaces_what_was_and_raises_the_version(
    session: Session, admin: Member, ana: Member, ben: Member, now: datetime
) -> None:
    asked = [QuestionForm("Which piece?"), QuestionForm("How long have you played?", "number")]
    form = form_for(ana, durations=[DurationForm(30), DurationForm(60)], questions=asked)
    made = meeting_types.create(session, form, actor=admin.actor, now=now)
    second = made.questions[1]

    changed = meeting_types.change(
        session,
        made.public_id,
        form_for(
            ana,
            ben,
            name="Lesson",
            slug="lesson",
            durations=[DurationForm(60, 100)],
            questions=[
                QuestionForm("Anything else?", "long_text"),
                QuestionForm("Years of playing", "number", public_id=second.public_id),
            ],
            horizon_days=None,
            first_on=date(2026, 12, 1),
            last_on=date(2026, 12, 31),
        ),
        actor=admin.actor,
        now=now,
        version=1,
    )

    assert (changed.version, changed.slug, changed.routing) == (2, "lesson", "round_robin")
    assert [length.minutes for length in changed.durations] == [60]
    assert [each.name for each in changed.hosts] == ["Ana Ruiz", "Ben Okafor"]
    assert [each.label for each in changed.questions] == ["Anything else?", "Years of playing"]
    assert changed.questions[1].public_id == second.public_id
    assert (changed.horizon_days, changed.last_on) == (None, date(2026, 12, 31))
    assert len(session.exec(select(MeetingTypeDuration)).all()) == 1
    kept = session.exec(select(Question).where(col(Question.archived_at).is_not(None))).one()
    assert kept.label == "Which piece?"
    event = session.exec(select(Event).where(Event.what == "meeting_type_changed")).one()
    assert event.fields == [
        "name",
        "slug",
        "routing",
        "horizon_days",
        "first_on",
        "last_on",
        "durations",
        "hosts",
        "questions",
    ]
    watched = session.exec(select(User.claims_version).where(User.id == ben.user.id)).one()
    assert watched == 1


def test_a_stale_editor_is_told(
    session: Session, admin: Member, ana: Member, now: datetime
) -> None:
    made = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    meeting_types.change(
        session, made.public_id, form_for(ana, name="Other"), actor=admin.actor, now=now
    )

    with pytest.raises(Conflict):
        meeting_types.change(
            session, made.public_id, form_for(ana), actor=admin.actor, now=now, version=1
        )


def test_a_newcomer_and_who_comes_back_start_at_the_mean(
    session: Session, make: Factory, studio: Workspace, admin: Member, now: datetime
) -> None:
    ana, ben, cem = (make.member(studio, name) for name in ("Ana", "Ben", "Cem"))
    made = meeting_types.create(session, form_for(ana, ben), actor=admin.actor, now=now)
    for row, given in zip(session.exec(select(MeetingTypeHost)).all(), (7, 6), strict=True):
        row.assigned = given
    session.flush()

    def change_to(*hosts: Member) -> dict[int, int]:
        meeting_types.change(
            session,
            made.public_id,
            form_for(*hosts, routing="round_robin"),
            actor=admin.actor,
            now=now,
        )
        return counts(session, made.public_id)

    assert change_to(ana, ben, cem) == {ana.id: 7, ben.id: 6, cem.id: 7}
    assert change_to(ana, cem) == {ana.id: 7, cem.id: 7}
    for row in session.exec(select(MeetingTypeHost).where(col(MeetingTypeHost.left_at).is_(None))):
        row.assigned += 5
    session.flush()
    assert change_to(ana, ben, cem) == {ana.id: 12, ben.id: 12, cem.id: 12}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": " "}, {"name": "field.required"}),
        ({"name": "東京"}, {"slug": "field.slug"}),
        ({"slug": "Ä"}, {"slug": "field.slug"}),
        ({"description": "x" * 2001}, {"description": "field.too_long"}),
        ({"visibility": "secret"}, {"visibility": "field.choice"}),
        ({"hosts": []}, {"hosts": "field.some_host"}),
        (
            {"durations": [DurationForm(7), DurationForm(1445)]},
            {"durations.0.minutes": "field.step", "durations.1.minutes": "field.range"},
        ),
        (
            {"durations": [DurationForm(30, 100, 101), DurationForm(30)]},
            {"durations.0.deposit_minor": "field.range", "durations.1.minutes": "field.twice"},
        ),
        ({"durations": []}, {"durations": "field.required"}),
        ({"interval_minutes": 0}, {"interval_minutes": "field.range"}),
        ({"buffer_before_minutes": 1441}, {"buffer_before_minutes": "field.range"}),
        ({"notice_minutes": -1}, {"notice_minutes": "field.range"}),
        ({"horizon_days": 0}, {"horizon_days": "field.range"}),
        ({"horizon_days": 731}, {"horizon_days": "field.range"}),
        (
            {"horizon_days": None},
            {"first_on": "field.required", "last_on": "field.required"},
        ),
        (
            {"horizon_days": None, "first_on": date(2026, 2, 2), "last_on": date(2026, 2, 1)},
            {"last_on": "field.last_before_first"},
        ),
        (
            {"limit_per_day": 0, "limit_per_week": -1},
            {"limit_per_day": "field.range", "limit_per_week": "field.range"},
        ),
        ({"location_value": ""}, {"location_value": "field.required"}),
        ({"location_value": "javascript:x"}, {"location_value": "field.url"}),
        (
            {"location_kind": "phone", "location_value": "call me"},
            {"location_value": "field.phone"},
        ),
        ({"location_kind": "place", "location_value": " "}, {"location_value": "field.required"}),
        (
            {"questions": [QuestionForm("", "riddle")]},
            {"questions.0.label": "field.required", "questions.0.kind": "field.choice"},
        ),
        (
            {"questions": [QuestionForm("Level", "choice", options=["One"])]},
            {"questions.0.options": "field.options"},
        ),
        (
            {"questions": [QuestionForm("Level", "multiple", options=["One", "One"])]},
            {"questions.0.options": "field.twice"},
        ),
    ],
)
def test_faults_stand_at_their_fields(
    session: Session,
    admin: Member,
    ana: Member,
    now: datetime,
    changes: dict[str, Any],
    faults: dict[str, str],
) -> None:
    with pytest.raises(Invalid) as refused:
        meeting_types.create(session, form_for(ana, **changes), actor=admin.actor, now=now)

    assert {field: key for field, (key, _) in refused.value.fields.items()} == faults
    assert session.exec(select(MeetingType)).all() == []


def test_a_phone_call_may_go_to_the_attendee(
    session: Session, admin: Member, ana: Member, now: datetime
) -> None:
    form = form_for(ana, location_kind="phone", location_value="")

    made = meeting_types.create(session, form, actor=admin.actor, now=now)

    assert (made.location_kind, made.location_value) == ("phone", "")


def test_hosts_are_members_with_own_hours(
    session: Session, make: Factory, admin: Member, ana: Member, ben: Member, now: datetime
) -> None:
    other = people.outsider(make)
    hosts = [
        host(ana, schedule_public_id=ben.schedule.public_id),
        host(other),
        host(ben),
        host(ben),
    ]

    with pytest.raises(Invalid) as refused:
        meeting_types.create(session, form_for(ana, ben, hosts=hosts), actor=admin.actor, now=now)

    assert {field: key for field, (key, _) in refused.value.fields.items()} == {
        "hosts.0.schedule_public_id": "field.schedule",
        "hosts.1.member_public_id": "field.member",
        "hosts.3.member_public_id": "field.twice",
    }
    with pytest.raises(Invalid) as refused:
        meeting_types.create(
            session, form_for(ana, ben, routing="single"), actor=admin.actor, now=now
        )
    assert refused.value.fields == {"hosts": ("field.one_host", {})}


def test_a_slug_is_taken_once_in_a_workspace_until_archived(
    session: Session, make: Factory, admin: Member, ana: Member, now: datetime
) -> None:
    first = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    with pytest.raises(Invalid) as refused:
        meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    assert refused.value.fields == {"slug": ("field.slug_taken", {})}
    other = people.outsider(make)
    meeting_types.create(session, form_for(other), actor=other.actor, now=now)

    meeting_types.archive(session, first.public_id, actor=admin.actor, now=now)
    again = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)

    assert again.slug == first.slug
    assert [view.public_id for view in meeting_types.listed(session, actor=admin.actor)] == [
        again.public_id
    ]
    with pytest.raises(NotFound):
        meeting_types.key(session, first.public_id)


def test_the_public_sees_what_is_offered_and_no_room(
    session: Session, studio: Workspace, admin: Member, ana: Member, ben: Member, now: datetime
) -> None:
    meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    for name, visibility in (("Quiet", "unlisted"), ("Gone", "inactive")):
        meeting_types.create(
            session, form_for(ana, name=name, visibility=visibility), actor=admin.actor, now=now
        )
    meeting_types.create(session, form_for(ana, ben, name="Shared"), actor=admin.actor, now=now)

    offered = meeting_types.public_list(session, "studio", actor=people.STRANGER)
    assert [view.name for view in offered] == ["Piano lesson", "Shared"]

    shown = meeting_types.public(session, "studio", "piano-lesson", actor=people.STRANGER)
    assert shown == offered[0]
    assert (shown.location_kind, shown.location_value) == ("link", "")
    assert shown.host_names == ("Ana Ruiz",)
    assert offered[1].host_names == ()
    assert (shown.workspace_timezone, shown.duration_minutes) == ("Europe/London", 30)
    quiet = meeting_types.public(session, "studio", "quiet", actor=people.STRANGER)
    by_id = meeting_types.public_by_id(session, quiet.public_id, actor=people.STRANGER)
    assert by_id == quiet


def test_an_inactive_type_is_there_for_members_alone(
    session: Session, make: Factory, admin: Member, ana: Member, now: datetime
) -> None:
    made = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    hidden = meeting_types.set_visibility(
        session, made.public_id, "inactive", actor=admin.actor, now=now
    )
    assert (hidden.visibility, hidden.version) == ("inactive", 2)

    for actor in (people.STRANGER, people.outsider(make).actor):
        with pytest.raises(NotFound):
            meeting_types.public(session, "studio", "piano-lesson", actor=actor)
    assert meeting_types.public(session, "studio", "piano-lesson", actor=ana.actor)
    with pytest.raises(Invalid):
        meeting_types.set_visibility(session, made.public_id, "secret", actor=admin.actor, now=now)


def test_an_old_address_of_the_workspace_leads_to_it(
    session: Session, studio: Workspace, admin: Member, ana: Member, now: datetime
) -> None:
    made = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    session.add(WorkspaceSlug(workspace_id=studio.id or 0, slug="once", left_at=now))
    session.flush()

    shown = meeting_types.public(session, "once", "piano-lesson", actor=people.STRANGER)

    assert (shown.public_id, shown.workspace_slug) == (made.public_id, "studio")
    key = meeting_types.key(session, made.public_id)
    assert meeting_types.key_by_slug(session, "studio", "piano-lesson") == key
    for workspace, slug in (("studio", "other"), ("nowhere", "piano-lesson")):
        with pytest.raises(NotFound):
            meeting_types.key_by_slug(session, workspace, slug)


def every_edit(public_id: str, ana: Member, now: datetime) -> list[Callable[..., object]]:
    form = replace(form_for(ana), slug="mine")
    return [
        lambda session, actor: meeting_types.create(session, form, actor=actor, now=now),
        lambda session, actor: meeting_types.change(session, public_id, form, actor=actor, now=now),
        lambda session, actor: meeting_types.set_visibility(
            session, public_id, "inactive", actor=actor, now=now
        ),
        lambda session, actor: meeting_types.archive(session, public_id, actor=actor, now=now),
    ]


def test_who_may_not_edit_meeting_types(
    session: Session, make: Factory, studio: Workspace, admin: Member, ana: Member, now: datetime
) -> None:
    made = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)
    stranger = people.outsider(make)
    refusals: list[tuple[Actor, type[AppError]]] = [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
        (stranger.actor, NotFound),
        (ana.actor, Forbidden),
    ]
    create, *others = every_edit(made.public_id, ana, now)
    for actor, refusal in refusals:
        for act in others:
            with pytest.raises(refusal):
                act(session, actor)
    for actor, refusal in refusals[:2] + refusals[3:]:
        with pytest.raises(refusal):
            create(session, actor)
    with pytest.raises(Invalid):  # A host of another workspace is nobody there.
        create(session, stranger.actor)
    assert meeting_types.get(session, made.public_id, actor=ana.actor) == made
    assert len(session.exec(select(MeetingType)).all()) == 1


def test_who_may_not_read_the_dashboards_list(
    session: Session, make: Factory, studio: Workspace, admin: Member, ana: Member, now: datetime
) -> None:
    made = meeting_types.create(session, form_for(ana), actor=admin.actor, now=now)

    assert len(meeting_types.listed(session, actor=ana.actor)) == 1
    assert meeting_types.listed(session, actor=people.outsider(make).actor) == []
    with pytest.raises(NotFound):
        meeting_types.get(session, made.public_id, actor=people.outsider(make).actor)
    with pytest.raises(NotSignedIn):
        meeting_types.listed(session, actor=people.STRANGER)
    with pytest.raises(NotFound):
        meeting_types.get(session, made.public_id, actor=people.customer_of(studio))


def test_meeting_types_on_both_databases(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        workspace = make.workspace(slug="studio")
        owner = make.member(workspace, role=Role.OWNER)
        ben = make.member(workspace, "Ben Okafor")
        made = meeting_types.create(session, form_for(owner), actor=owner.actor, now=now)
    with database.transaction() as session:
        meeting_types.change(
            session, made.public_id, form_for(owner, ben), actor=owner.actor, now=now
        )
        meeting_types.set_visibility(
            session, made.public_id, "unlisted", actor=owner.actor, now=now
        )
    with database.reading() as session:
        shown = meeting_types.public(session, "studio", "piano-lesson", actor=people.STRANGER)
        assert meeting_types.public_list(session, "studio", actor=people.STRANGER) == []
    assert shown.visibility == "unlisted"
    with database.transaction() as session:
        meeting_types.archive(session, made.public_id, actor=owner.actor, now=now)
    with database.reading() as session:
        assert meeting_types.listed(session, actor=owner.actor) == []


def test_conditions_and_weights_are_kept_and_refused(
    session: Session, admin: Member, ana: Member, now: datetime
) -> None:
    asked = [
        QuestionForm("First time?", "yes_no"),
        QuestionForm("Who sent you?", shown_if=0, shown_values=["yes"]),
    ]
    form = replace(form_for(ana, questions=asked), hosts=[host(ana, weight=3)])

    made = meeting_types.create(session, form, actor=admin.actor, now=now)

    assert [(one.shown_if, one.shown_values) for one in made.questions] == [
        (None, ()),
        (0, ("yes",)),
    ]
    assert made.hosts[0].weight == 3
    wrong = [
        QuestionForm("Waits for itself?", "yes_no", shown_if=0, shown_values=["yes"]),
        QuestionForm("Waits for later?", shown_if=2, shown_values=["yes"]),
        QuestionForm("Free words", shown_if=1, shown_values=["x"]),
        QuestionForm("No answer named", shown_if=0),
    ]
    with pytest.raises(Invalid) as refusal:
        meeting_types.create(
            session,
            replace(form_for(ana, slug="other", questions=wrong), hosts=[host(ana, weight=0)]),
            actor=admin.actor,
            now=now,
        )
    assert refusal.value.fields.keys() == {
        "hosts.0.weight", *(f"questions.{at}.shown_if" for at in range(4))
    }  # fmt: skip


def test_a_copy_has_all_that_its_model_has_and_is_hidden(
    session: Session, admin: Member, ana: Member, now: datetime
) -> None:
    asked = [
        QuestionForm("First time?", "yes_no"),
        QuestionForm("Who sent you?", shown_if=0, shown_values=["yes"]),
    ]
    form = form_for(ana, durations=[DurationForm(60, 6000, 1000)], questions=asked)
    model = meeting_types.create(session, form, actor=admin.actor, now=now)

    copy = meeting_types.duplicate(session, model.public_id, "Copy", actor=admin.actor, now=now)

    assert (copy.name, copy.visibility) == ("Copy", "inactive")
    assert copy.slug.startswith("piano-lesson-")
    same = ("durations", "hosts", "routing", "notice_minutes", "location_value", "description")
    assert [getattr(copy, name) for name in same] == [getattr(model, name) for name in same]
    assert [replace(one, public_id="") for one in copy.questions] == [
        replace(one, public_id="") for one in model.questions
    ]
    assert {one.public_id for one in copy.questions}.isdisjoint(
        one.public_id for one in model.questions
    )


def test_their_order_is_the_organizers(
    session: Session, admin: Member, ana: Member, now: datetime
) -> None:
    made = [
        meeting_types.create(
            session, form_for(ana, name=name, slug=name.lower()), actor=admin.actor, now=now
        )
        for name in ("One", "Two", "Three")
    ]

    def moved(at: int, step: int) -> list[str]:
        meeting_types.move(session, made[at].public_id, step, actor=admin.actor, now=now)
        return [one.name for one in meeting_types.listed(session, actor=admin.actor)]

    assert moved(2, -1) == ["One", "Three", "Two"]
    assert moved(0, -1) == ["One", "Three", "Two"]
    assert moved(0, 1) == ["Three", "One", "Two"]
    with pytest.raises(Forbidden):
        meeting_types.move(session, made[0].public_id, 1, actor=ana.actor, now=now)
