"""The customers' portal without a browser: who gets in, who is asked, and what a page forgets."""

from datetime import timedelta

from sqlmodel import select

from sched_app.models.customers import Customer
from sched_app.models.workspaces import Membership, User
from sched_app.services import access, accounts, customers
from sched_app.services.customers import CustomerForm
from sched_app.state.portal import PortalDoorState, PortalState
from sched_app.state.today import TodayState

EMAIL = "vera@example.org"


def sign_in(desk, *, is_member=False):
    """Make a customer with an account, or the owner a customer, and sign them in here."""
    with desk.whole.database.transaction() as session:
        owner = session.exec(select(Membership).order_by(Membership.id)).first()
        user = User(email=EMAIL, email_key=EMAIL, name="Vera Visitor", created_at=desk.clock.at)
        if is_member:
            user = session.get_one(User, owner.user_id)
        session.add(user)
        session.flush()
        form = CustomerForm("Vera Visitor", EMAIL, "", "Asia/Tokyo", "en")
        row = Customer(
            workspace_id=owner.workspace_id, user_id=user.id, created_at=desk.clock.at,
            **customers.columns(form),
        )  # fmt: skip
        session.add(row)
        session.flush()
        token, _ = accounts.open_sign_in(
            session, user, device="", lasts=timedelta(9), actor=access.visitor(),
            now=desk.clock.at,
        )  # fmt: skip
    desk.tokens["vera"] = token
    return row.id


async def opened(desk, call, who="vera", path="/portal", **query):
    state = await desk.page(PortalState, who, path, **query)
    await call(PortalState.load, state)
    return state


def shown(state):
    """Give all that the browser is told."""
    return repr(state._get_root_state().dict())


async def test_a_customer_sees_their_portal_in_their_zone(desk, call):
    sign_in(desk)
    state = await opened(desk, call)
    assert (state.client, state.first_name, state.is_out) == ("Vera Visitor", "Vera", False)
    assert "Asia/Tokyo" in state.zone_words
    assert (state.rows, state.is_member, state.has_password) == ([], False, False)


async def test_strangers_and_plain_members_are_asked_who_they_are(desk, call):
    sign_in(desk)
    for who, is_nobody in (("nobody", False), ("owner", True)):
        state = await opened(desk, call, who)
        assert (state.is_out, state.is_nobody, state.client) == (True, is_nobody, "")
        assert EMAIL not in shown(state)


async def test_a_member_who_is_a_customer_is_let_in(desk, call):
    sign_in(desk, is_member=True)
    state = await opened(desk, call, "owner")
    assert (state.client, state.is_member) == ("Vera Visitor", True)


async def test_the_dashboard_sends_customers_to_their_portal(desk, call):
    sign_in(desk)
    state = await desk.page(TodayState, "vera", "/dashboard")
    gone = await call(TodayState.load, state)
    assert "/portal" in repr(gone)
    assert state.member_id == ""


async def test_an_open_page_empties_when_the_sign_in_ends(desk, call):
    key = sign_in(desk)
    state = await opened(desk, call)
    await call(PortalState.check, state)
    assert state.client == "Vera Visitor"
    with desk.whole.database.transaction() as session:
        row = session.get_one(Customer, key)
        row.user_id = None
        session.add(row)
    await call(PortalState.check, state)
    assert (state.is_out, state.client) == (True, "")
    assert EMAIL not in shown(state)


async def test_own_data_are_saved_and_faults_stand_at_their_field(desk, call):
    key = sign_in(desk)
    state = await opened(desk, call, path="/portal/data")
    await call(PortalState.save, state, {"name": "", "timezone": "UTC", "locale": "en"})
    assert set(state.errors) == {"name"}
    await call(PortalState.save, state, {"name": "Vera V", "timezone": "UTC", "locale": "en"})
    assert (state.errors, state.saved, state.client) == ({}, "Saved", "Vera V")
    with desk.whole.database.reading() as session:
        assert session.get_one(Customer, key).timezone == "UTC"


async def test_only_words_of_the_app_are_shown_of_an_address(desk, call):
    state = await opened(desk, call, "nobody", problem="Send me your password")
    assert state.problem
    assert "password" not in state.problem


async def test_a_forged_link_shows_nothing(desk, call):
    state = await desk.page(PortalDoorState, "nobody", "/portal-link/k1.p.ap_1.1.AAAA")
    await call(PortalDoorState.load_link, state)
    assert (state.is_missing, state.email) == (True, "")
