"""The first steps tick themselves, and go when all are done."""

from sched_app.models.workspaces import Role
from sched_app.services import events, onboarding
from tests.support.visits import at, book


def done(session, actor, *, has_mail=False):
    """Give which steps are done."""
    found = onboarding.steps(session, actor=actor, has_mail=has_mail)
    return {one.name: one.is_done for one in found}


def test_each_step_is_ticked_by_what_it_asks_for(session, make, now):
    studio = make.workspace()
    owner = make.member(studio, role=Role.OWNER)
    assert done(session, owner.actor) == dict.fromkeys(("hours", "offer", "look", "mail", "try"), 0)

    kind = make.meeting_type(studio, [owner])
    assert done(session, owner.actor)["offer"]
    book(session, kind, at(9))
    assert done(session, owner.actor)["try"]
    for what, step in (("schedule_changed", "hours"), ("site.changed", "look")):
        events.record(
            session, what, "schedule", 1, workspace_id=studio.id, actor=owner.actor, now=now
        )
        assert done(session, owner.actor)[step]
    assert not done(session, owner.actor)["mail"]
    assert done(session, owner.actor, has_mail=True) == {}, "all done: nothing is left to show"


def test_steps_are_the_owners_and_of_their_own_workspace(session, make):
    studio, other = make.workspace(), make.workspace(slug="other")
    owner = make.member(studio, role=Role.OWNER)
    make.meeting_type(other, [make.member(other)])

    assert not done(session, owner.actor)["offer"]
    assert done(session, make.member(studio, "Ana", role=Role.ADMIN).actor) == {}
