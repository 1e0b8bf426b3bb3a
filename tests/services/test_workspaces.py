"""Set-up on first start, addresses that lead on for ever, what an owner changes."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import (
    Deployment,
    Event,
    Membership,
    Role,
    User,
    Workspace,
    WorkspaceSlug,
)
from sched_app.secrets_file import Secrets
from sched_app.services import accents, access, accounts, links, passwords, workspaces
from sched_app.services.links import Purpose
from sched_app.services.workspaces import Redirect, SetUpForm, WorkspaceForm
from tests.factories import Factory, Member
from tests.services import people

FORM = SetUpForm(
    name="Ana Ruiz",
    email="ana@example.org",
    password="tea at four o'clock",
    workspace_name="Fernhill Studio",
    slug="fernhill",
    timezone="Europe/London",
    base_url="http://localhost:8000/",
)
VISITOR = access.visitor(request_id="r1")


def set_up(
    session: Session, secrets: Secrets, now: datetime, form: SetUpForm = FORM, token: str = ""
) -> User:
    token = token or workspaces.set_up_token(secrets)
    return workspaces.set_up(session, token, form, secrets=secrets, actor=VISITOR, now=now)


def form_of(row: Workspace, **changes: Any) -> WorkspaceForm:
    form = WorkspaceForm(
        row.name, row.slug, row.timezone, row.accent, row.is_listed, "http://localhost:8000"
    )
    return replace(form, **changes)


@pytest.fixture
def studio(session: Session, make: Factory, now: datetime) -> Workspace:
    session.add(Deployment(base_url="http://localhost:8000", set_up_at=now))
    return make.workspace(slug="studio")


@pytest.fixture
def owner(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, role=Role.OWNER)


def test_the_first_start_creates_everything(
    session: Session, secrets: Secrets, now: datetime
) -> None:
    assert workspaces.set_up_pending(session)

    owner = set_up(session, secrets, now)

    assert not workspaces.set_up_pending(session)
    assert workspaces.base_url(session) == "http://localhost:8000"
    row = session.exec(select(Workspace)).one()
    assert (row.slug, row.name, row.timezone) == ("fernhill", "Fernhill Studio", "Europe/London")
    assert session.exec(select(Membership.role)).one() == "owner"
    assert passwords.is_right(owner.password_hash, FORM.password)
    hours = session.exec(select(Schedule)).one()
    assert hours.is_default
    assert hours.timezone == "Europe/London"
    assert hours.weekly == [[day, 540, 1020] for day in range(5)]
    event = session.exec(select(Event)).one()
    assert (event.what, event.actor_kind, event.request_id) == (
        "workspace_created",
        "visitor",
        "r1",
    )
    token, _ = accounts.open_sign_in(
        session, owner, device="", lasts=timedelta(days=30), actor=VISITOR, now=now
    )
    actor = accounts.actor_of(session, token, now=now)
    assert actor is not None
    assert actor.role == "owner"


def test_the_token_opens_once(session: Session, secrets: Secrets, now: datetime) -> None:
    workspaces.check_set_up(session, workspaces.set_up_token(secrets), secrets=secrets)
    set_up(session, secrets, now)

    with pytest.raises(Conflict) as refused:
        set_up(session, secrets, now, replace(FORM, slug="second", email="ben@example.org"))

    assert refused.value.text_key == "problem.already_set_up"
    assert len(session.exec(select(Workspace)).all()) == 1


def test_only_the_printed_token_opens(session: Session, secrets: Secrets, now: datetime) -> None:
    other = Secrets({"k1": b"another key for tests, 32 bytes!"}, "k1")
    for token in (
        "nothing",
        workspaces.set_up_token(other),
        links.derive(secrets, Purpose.JOIN, "deployment", 1),
    ):
        with pytest.raises(NotFound):
            set_up(session, secrets, now, token=token)

    assert workspaces.set_up_path(secrets) == f"/set-up/{workspaces.set_up_token(secrets)}"
    assert workspaces.set_up_pending(session)


def test_every_field_is_checked_and_nothing_is_half_done(
    session: Session, secrets: Secrets, now: datetime
) -> None:
    bad = SetUpForm("", "ana", "short", " ", "a_b", "Mars/Base", "example.org")

    with pytest.raises(Invalid) as refused:
        set_up(session, secrets, now, bad)

    assert {field: key for field, (key, _) in refused.value.fields.items()} == {
        "name": "field.required",
        "email": "field.email",
        "password": "field.password_short",
        "workspace_name": "field.required",
        "slug": "field.slug",
        "timezone": "field.zone",
        "base_url": "field.base_url",
    }
    assert workspaces.set_up_pending(session)


def test_one_of_two_rivals_sets_up(database: Database, secrets: Secrets, now: datetime) -> None:
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def try_it(name: str) -> None:
        start.wait()
        try:
            with database.transaction() as session:
                form = replace(FORM, slug=name, email=f"{name}@example.org")
                set_up(session, secrets, now, form)
            outcomes.append("done")
        except Conflict as error:
            outcomes.append(error.text_key)

    rivals = [threading.Thread(target=try_it, args=(name,)) for name in ("one", "two")]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    assert sorted(outcomes) == ["done", "problem.already_set_up"]
    with database.reading() as session:
        assert len(session.exec(select(Workspace.slug)).all()) == 1
        assert len(session.exec(select(User.email)).all()) == 1


def test_there_is_no_address_before_set_up(session: Session) -> None:
    with pytest.raises(Conflict):
        workspaces.base_url(session)


def test_the_landing_page_shows_the_only_workspace_or_those_that_wish(
    session: Session, make: Factory
) -> None:
    assert workspaces.listed(session) == []
    make.workspace(slug="first")
    assert [view.slug for view in workspaces.listed(session)] == ["first"]
    make.workspace(slug="second", is_listed=True)
    assert [view.slug for view in workspaces.listed(session)] == ["second"]


def test_an_owner_changes_the_workspace(
    session: Session, studio: Workspace, owner: Member, now: datetime
) -> None:
    form = form_of(
        studio,
        name="New name",
        timezone="Asia/Tokyo",
        accent="#ffd400",
        is_listed=True,
        base_url="https://book.example.org",
    )

    shown = workspaces.change(session, form, actor=owner.actor, now=now)

    assert (shown.name, shown.timezone, shown.is_listed) == ("New name", "Asia/Tokyo", True)
    assert shown.accent == "#FFD400"
    assert workspaces.base_url(session) == "https://book.example.org"
    event = session.exec(select(Event)).one()
    assert event.fields == ["name", "timezone", "accent", "is_listed", "base_url"]


def test_an_accent_is_a_colour_or_refused_at_its_field(
    session: Session, studio: Workspace, owner: Member, now: datetime
) -> None:
    for accent, key in [("", "field.required"), ("#FFD4", "field.colour")]:
        form = form_of(studio, accent=accent)
        with pytest.raises(Invalid) as refused:
            workspaces.change(session, form, actor=owner.actor, now=now)
        assert refused.value.fields == {"accent": (key, {})}
        with pytest.raises(Invalid):
            workspaces.try_accent(session, accent, actor=owner.actor)

    assert studio.accent == accents.DEFAULT
    assert session.exec(select(Event)).all() == []


def test_only_who_may_change_the_accent_tries_one(
    session: Session, make: Factory, studio: Workspace, owner: Member
) -> None:
    tried = workspaces.try_accent(session, " #ffd400", actor=owner.actor)

    assert tried == accents.looks("#FFD400")
    for actor, refusal in [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
        (make.member(studio, role=Role.ADMIN).actor, Forbidden),
    ]:
        with pytest.raises(refusal):
            workspaces.try_accent(session, "#FFD400", actor=actor)


def test_pages_that_name_no_workspace_wear_the_only_ones_accent(
    session: Session, make: Factory
) -> None:
    assert workspaces.only_accent(session) == ""
    first = make.workspace(slug="first", accent="#FFD400")
    assert workspaces.only_accent(session) == "#FFD400"
    make.workspace(slug="second")
    assert workspaces.only_accent(session) == ""
    assert workspaces.accent_of(session, first.id or 0) == "#FFD400"


def test_an_old_slug_leads_on_for_ever(
    session: Session, make: Factory, studio: Workspace, owner: Member, now: datetime
) -> None:
    for slug in ("second", "third"):
        workspaces.change(session, form_of(studio, slug=slug), actor=owner.actor, now=now)

    assert workspaces.by_slug(session, "studio") == Redirect("third")
    assert workspaces.by_slug(session, "second") == Redirect("third")
    found = workspaces.by_slug(session, "third")
    assert not isinstance(found, Redirect)
    assert found.public_id == studio.public_id
    with pytest.raises(NotFound):
        workspaces.by_slug(session, "fourth")

    workspaces.change(session, form_of(studio, slug="studio"), actor=owner.actor, now=now)
    assert not isinstance(workspaces.by_slug(session, "studio"), Redirect)
    assert workspaces.by_slug(session, "third") == Redirect("studio")
    assert sorted(session.exec(select(WorkspaceSlug.slug))) == ["second", "third"]


def test_a_slug_that_someone_has_or_had_is_not_given_away(
    session: Session, make: Factory, studio: Workspace, owner: Member, now: datetime
) -> None:
    other = people.outsider(make)
    theirs = session.get_one(Workspace, other.membership.workspace_id)
    once = theirs.slug
    workspaces.change(session, form_of(theirs, slug="theirs"), actor=other.actor, now=now)

    for slug, key in [
        (once, "field.slug_taken"),
        ("theirs", "field.slug_taken"),
        ("dashboard", "field.slug_reserved"),
    ]:
        with pytest.raises(Invalid) as refused:
            workspaces.change(session, form_of(studio, slug=slug), actor=owner.actor, now=now)
        assert refused.value.fields == {"slug": (key, {})}


def test_only_the_first_workspace_sets_the_deployments_address(
    session: Session, make: Factory, studio: Workspace, now: datetime
) -> None:
    other = people.outsider(make)
    theirs = session.get_one(Workspace, other.membership.workspace_id)

    with pytest.raises(Invalid) as refused:
        workspaces.change(
            session, form_of(theirs, base_url="https://evil.org"), actor=other.actor, now=now
        )

    assert refused.value.fields == {"base_url": ("field.base_url_elsewhere", {})}


def test_who_may_not_change_a_workspace(
    session: Session, make: Factory, studio: Workspace, now: datetime
) -> None:
    form = form_of(studio, name="Mine now")
    for actor, refusal in [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
        (make.member(studio, role=Role.ORGANIZER).actor, Forbidden),
        (make.member(studio, role=Role.ADMIN).actor, Forbidden),
    ]:
        with pytest.raises(refusal):
            workspaces.change(session, form, actor=actor, now=now)

    assert studio.name == "Fernhill Studio"


def test_a_language_is_one_we_have(
    session: Session, owner: Member, studio: Workspace, now: datetime
) -> None:
    given = {"actor": owner.actor, "now": now}

    assert workspaces.change(session, form_of(studio, locale="de"), **given).locale == "de"
    assert workspaces.change(session, form_of(studio), **given).locale == "de"
    with pytest.raises(Invalid) as refusal:
        workspaces.change(session, form_of(studio, locale="xx"), **given)
    assert refusal.value.fields.keys() == {"locale"}
