"""Invitations to the team."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api import answers, keyed
from sched_app.api.answers import told
from sched_app.api.fields import PublicId
from sched_app.api.schemas_team import Invitation, InvitationAsked, InvitationList
from sched_app.api.work import Ask, read, write
from sched_app.services import member_invitations
from sched_app.services.member_invitations import InvitationForm, InvitationView, InvitedView

router = APIRouter(prefix=f"{routes.API}/invitations", tags=["Team"])
Id = Annotated[PublicId, Path()]


@router.get("", **told(InvitationList))
async def list_invitations(request: Request) -> Response:
    """List the invitations that are open or ran out, the newest first."""

    def work(ask: Ask) -> Response:
        views = member_invitations.invited(ask.session, actor=ask.actor, now=ask.now)
        return answers.json(InvitationList(items=[Invitation.of(view) for view in views]))

    return await read(request, work)


@router.post("", **told(Invitation, 201, body=True, keyed=True))
async def create_invitation(request: Request, asked: InvitationAsked) -> Response:
    """Invite someone by mail; without a mail server `join_path` is told to who first asks."""

    def make(ask: Ask) -> InvitedView | InvitationView:
        return member_invitations.invite(
            ask.session,
            InvitationForm(asked.email, asked.role, asked.days),
            actor=ask.actor,
            now=ask.now,
            **_mail(),
        )

    return await keyed.create(request, asked, make, _found, _shown)


def _found(ask: Ask, public_id: str) -> InvitedView | InvitationView:
    return member_invitations.get(ask.session, public_id, actor=ask.actor, now=ask.now)


def _shown(_ask: Ask, view: InvitedView | InvitationView) -> Invitation:
    return Invitation.sent(view) if isinstance(view, InvitedView) else Invitation.of(view)


def _mail() -> dict[str, Any]:
    whole = wiring.current()
    return {"secrets": whole.secrets, "has_mail": whole.email is not None}


@router.get("/{invitation_id}", **told(Invitation))
async def get_invitation(request: Request, invitation_id: Id) -> Response:
    """Show an invitation that is open or ran out."""

    def work(ask: Ask) -> Response:
        return answers.json(_shown(ask, _found(ask, invitation_id)))

    return await read(request, work)


@router.post("/{invitation_id}/resend", **told(Invitation))
async def resend_invitation(request: Request, invitation_id: Id) -> Response:
    """Send an invitation again; the earlier link ends."""

    def work(ask: Ask) -> Response:
        sent = member_invitations.resend(
            ask.session, invitation_id, actor=ask.actor, now=ask.now, **_mail()
        )
        return answers.json(Invitation.sent(sent))

    return await write(request, work)


@router.delete("/{invitation_id}", **told(None, 204))
async def revoke_invitation(request: Request, invitation_id: Id) -> Response:
    """Take an invitation back; its link ends at once."""

    def work(ask: Ask) -> Response:
        member_invitations.revoke(ask.session, invitation_id, actor=ask.actor, now=ask.now)
        return answers.nothing()

    return await write(request, work)
