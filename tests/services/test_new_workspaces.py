"""More workspaces in one deployment: who may make them, and whose they are."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from sched_app.errors import Conflict, Invalid, NotFound, NotSignedIn
from sched_app.models.workspaces import (
    Deployment,
    Event,
    Membership,
    Role,
    Workspace,
    WorkspaceSlug,
)
from sched_app.secrets_file import Secrets
from sched_app.services import access, new_workspaces, switches, workspaces
from sched_app.services.new_workspaces import NewWorkspaceForm
from tests.factories import Factory

OAK = NewWorkspaceForm("Oak Yard", "oak", "Europe/Berlin", "Olaf Oak", "olaf@example.org")


@pytest.fixture
def create(session: Session, make: Factory, secrets: Secrets, now: datetime) -> Any:
    session.add(Deployment(id=1, base_url="https://book.example.org", set_up_at=now))
    make.workspace(slug="fernhill")
    session.flush()

    def run(form: NewWorkspaceForm = OAK, **more: Any) -> Any:
        given = {"signup": "invite", "secrets": secrets, "actor": access.SYSTEM, "now": now}
        return new_workspaces.create(session, form, **{**given, **more})

    return run


def test_another_business_begins_with_an_owner_who_joins(session: Session, create: Any):
    added = create()

    row = session.exec(select(Workspace).where(Workspace.slug == "oak")).one()
    assert (row.name, row.timezone, row.is_listed) == ("Oak Yard", "Europe/Berlin", False)
    assert (added.member.role, added.join_path is not None) == ("owner", True)
    told = [
        one.what
        for one in session.exec(
            select(Event).where(Event.workspace_id == row.id).order_by(Event.id)
        )
    ]
    assert told == ["workspace_created", "member_added"]
    assert [one.slug for one in workspaces.listed(session)] == []  # Nobody opted in.
    row.is_listed = True
    session.flush()
    assert [one.slug for one in workspaces.listed(session)] == ["oak"]


def test_who_can_sign_in_already_owns_it_at_once(session: Session, make: Factory, create: Any):
    ana = make.member(make.workspace())
    ana.user.password_hash = "a hash"
    session.flush()

    added = create(replace(OAK, owner_email=ana.user.email, owner_name="Somebody"))

    assert (added.join_path, added.member.name) == (None, ana.user.name)
    assert [one.name for one in switches.others(session, actor=ana.actor)] == ["Oak Yard"]


def test_the_setting_holds_one_workspace_by_default(session: Session, create: Any):
    with pytest.raises(Conflict) as refused:
        create(signup="first")

    assert refused.value.text_key == "problem.one_workspace"


def test_only_the_operator_makes_them(session: Session, make: Factory, create: Any):
    owner = make.member(make.workspace(), role=Role.OWNER).actor

    with pytest.raises(NotFound):
        create(actor=owner)
    with pytest.raises(NotSignedIn):
        create(actor=access.visitor())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "fernhill"}, "slug"),
        ({"slug": "once"}, "slug"),
        ({"slug": "api"}, "slug"),
        ({"name": ""}, "name"),
        ({"timezone": "Mars"}, "timezone"),
        ({"owner_email": "nobody"}, "email"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    session: Session, create: Any, now: datetime, change: Any, field: str
):
    fernhill = session.exec(select(Workspace).where(Workspace.slug == "fernhill")).one()
    session.add(WorkspaceSlug(workspace_id=fernhill.id or 0, slug="once", left_at=now))
    session.flush()

    with pytest.raises(Invalid) as refused:
        create(replace(OAK, **change))

    assert set(refused.value.fields) == {field}
    assert session.exec(select(Membership)).all() == []
