"""What visitors write by the forms of a site."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api import answers, keyed, queries
from sched_app.api.answers import told
from sched_app.api.fields import Asked, Email, Given, Slug, Token, text
from sched_app.api.work import Ask, read
from sched_app.services import inquiries
from sched_app.services.inquiries import InquiryForm, Received, Terms

router = APIRouter(prefix=routes.API, tags=["Inquiries"])
SECONDS = int(inquiries.LEAST_TIME.total_seconds())


class InquiryAsked(Asked):
    """A message to a business, or the wish to hear of news; `website` is left empty by people."""

    kind: Literal["contact", "interest"]
    name: Annotated[str, text(120)] = ""
    email: Email
    message: Annotated[str, text(inquiries.MESSAGE_LONGEST)] = ""
    token: Token
    website: Annotated[str, text(300)] = ""


class FormGiven(Given):
    """What the form sends back, and how many seconds it takes at least to fill it in."""

    token: str
    wait_seconds: int = SECONDS


class InquiryGiven(Given):
    """That it was received."""

    id: str


@router.get(
    "/workspaces/{workspace}/inquiry-form",
    **told(FormGiven, refuses=[429], visitors=True),
)
async def inquiry_form(request: Request, workspace: Annotated[Slug, Path()]) -> Response:
    """Give the token that a form sends back: it tells robots by how soon it comes."""

    def work(ask: Ask) -> Response:
        token = inquiries.form_token(
            ask.session,
            workspace,
            secrets=wiring.current().secrets,
            actor=ask.actor,
            now=ask.now,
        )
        return answers.json(FormGiven(token=token))

    return await read(request, work, counted=True)


@router.post(
    "/workspaces/{workspace}/inquiries",
    **told(
        InquiryGiven,
        201,
        refuses=[409, 429],
        visitors=True,
        body=True,
        keyed=True,
        takes=InquiryAsked,
    ),
)
async def create_inquiry(request: Request, workspace: Annotated[Slug, Path()]) -> Response:
    """Write to a business; its owners are told by mail and answer by mail."""
    asked = await queries.body(request, InquiryAsked)
    whole = wiring.current()

    def make(ask: Ask) -> Received:
        form = InquiryForm(
            asked.kind, asked.name, asked.email, asked.message, asked.token, asked.website
        )
        return inquiries.receive(
            ask.session,
            workspace,
            form,
            secrets=whole.secrets,
            terms=Terms.of(whole.settings),
            actor=ask.actor,
            now=ask.now,
        )

    return await keyed.create(
        request,
        asked,
        make,
        lambda _ask, public_id: Received(public_id),
        lambda _ask, made: InquiryGiven(id=made.public_id),
    )
