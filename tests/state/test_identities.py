"""The page of identities, and the buttons of the sign-in page, without a browser."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sched_app import wiring
from sched_app.integrations.openid import IssuerConfig, OpenID
from sched_app.models.identities import Identity
from sched_app.services import accounts
from sched_app.state.accounts import AccountState
from sched_app.state.identities import IdentityState, IssuerRow

ACME = OpenID(IssuerConfig("acme", "Acme", "https://acme.test", "a-client", "a-secret"))


@pytest.fixture
def linked(desk):
    """Ines has an identity at Acme, which is configured, and one at an issuer that is not."""
    wiring.use(replace(desk.whole, openid={"acme": ACME}))
    at = desk.clock.at - timedelta(days=3)
    with desk.whole.database.transaction() as session:
        actor = accounts.actor_of(session, desk.tokens["owner"], now=desk.clock.at)
        for provider, email in (("acme", "ines@acme.test"), ("gone", "")):
            session.add(
                Identity(user_id=actor.user_id, provider=provider, issuer=f"https://{provider}",
                         subject="i", email=email, created_at=at, used_at=at)
            )  # fmt: skip


async def test_the_sign_in_page_offers_what_is_configured(desk, call, linked):
    state = await desk.page(AccountState, "nobody", "/sign-in")
    await call(AccountState.load_sign_in, state)
    assert state.issuers == [IssuerRow("Acme", "/auth/openid/acme")]

    wiring.use(desk.whole)
    await call(AccountState.load_sign_in, state)
    assert state.issuers == []


async def test_own_identities_are_listed_and_unlinked(desk, call, linked):
    state = await desk.page(IdentityState, "owner")
    await call(IdentityState.load, state)

    assert [(row.name, row.email) for row in state.rows] == [
        ("Acme", "ines@acme.test"),
        ("gone", state._t("openid.no_email")),
    ]
    assert state.rows[0].linked == "Connected Fri 20 Nov"
    await call(IdentityState.ask, state, state.rows[0].id)
    assert state.target_name == "Acme"
    await call(IdentityState.unlink, state)
    assert [row.name for row in state.rows] == ["gone"]
    assert state.said == "Acme is disconnected."
    assert state.target == ""


async def test_nobody_sees_or_unlinks_anothers(desk, call, linked):
    owner = await desk.page(IdentityState, "owner")
    await call(IdentityState.load, owner)
    tom = await desk.page(IdentityState, "organizer")
    await call(IdentityState.load, tom)
    assert tom.rows == []

    tom.target = owner.rows[0].id
    await call(IdentityState.unlink, tom)
    assert tom.problem
    await call(IdentityState.load, owner)
    assert len(owner.rows) == 2


async def test_what_went_wrong_on_the_way_is_told_in_the_apps_own_words(desk, call, linked):
    state = await desk.page(IdentityState, "owner", problem="problem.identity_taken")
    await call(IdentityState.load, state)
    assert state.problem == state._t("problem.identity_taken")

    state = await desk.page(IdentityState, "owner", problem="Call+this+number")
    await call(IdentityState.load, state)
    assert state.problem == ""
