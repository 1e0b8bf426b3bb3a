"""One's own account and the mailed links, without a browser."""

from datetime import timedelta

import pyotp
from sqlmodel import select

from sched_app import wiring
from sched_app.models.accounts import Proof, ProofKind
from sched_app.models.columns import epoch
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import User
from sched_app.services import access, accounts, links, proofs
from sched_app.services.links import Purpose
from sched_app.state.account_links import LinkState
from sched_app.state.accounts import AccountState
from sched_app.state.base import AppState
from sched_app.state.own_account import OwnAccountState
from tests.state.conftest import PASSWORD

AT = "/dashboard/account"
NEW = "ines@new.example"


async def opened(desk, call, who="owner"):
    state = await desk.page(OwnAccountState, who, AT)
    await call(OwnAccountState.load, state)
    return state


def sign_in_elsewhere(desk, device="Mozilla/5.0 (X11; Linux) Firefox/143.0"):
    """Sign the owner in on another device; give its cookie."""
    with desk.whole.database.transaction() as session:
        user = session.exec(select(User).where(User.email == "ines@fernhill.example")).one()
        token, _ = accounts.open_sign_in(
            session, user, device=device, lasts=timedelta(9),
            actor=access.visitor(), now=desk.clock.at,
        )  # fmt: skip
    return token


def shown(state):
    """Give all that the browser is told."""
    return repr(state._get_root_state().dict())


async def test_it_shows_who_and_where_one_is_signed_in(desk, call):
    sign_in_elsewhere(desk)

    state = await opened(desk, call)

    assert state.values == {"name": "Ines Okafor"}
    assert (state.email, state.has_password) == ("ines@fernhill.example", True)
    assert (state.steps_since, state.new_email) == ("", "")
    assert sorted((one.name, one.is_this) for one in state.devices) == [
        ("Firefox on Linux", False),
        ("tests", True),
    ]


async def test_a_name_is_saved_and_shown_in_the_frame(desk, call):
    state = await opened(desk, call)

    await call(OwnAccountState.save_name, state, {"name": ""})
    assert set(state.errors) == {"name"}
    await call(OwnAccountState.save_name, state, {"name": "Ines M. Okafor"})

    assert state.errors == {}
    assert state.member_name == "Ines M. Okafor"


async def test_a_device_is_ended_after_a_question_and_its_page_empties(desk, call):
    desk.tokens["elsewhere"] = sign_in_elsewhere(desk)
    there = await opened(desk, call, "elsewhere")
    state = await opened(desk, call)
    (other,) = [one for one in state.devices if not one.is_this]

    await call(OwnAccountState.ask_end, state, other.id, other.name)
    assert (state.dialog, state.target_name) == ("end", "Firefox on Linux")
    await call(OwnAccountState.end_sign_in, state)

    assert state.dialog == ""
    assert [one.is_this for one in state.devices] == [True]
    root = await there.get_state(AppState)
    await call(AppState.check, root)
    assert root.is_signed_out
    assert "ines@fernhill.example" not in shown(there)


async def test_all_others_are_ended_at_once(desk, call):
    for _ in range(2):
        sign_in_elsewhere(desk)
    state = await opened(desk, call)

    await call(OwnAccountState.ask, state, "others")
    await call(OwnAccountState.end_others, state)

    assert [one.is_this for one in state.devices] == [True]


async def test_a_password_is_changed_and_kept_nowhere(desk, call):
    state = await opened(desk, call)
    wrong = {"password": "wrong", "new_password": "rain on the roof"}
    await call(OwnAccountState.ask, state, "password")
    await call(OwnAccountState.change_password, state, wrong)
    assert set(state.errors) == {"password"}
    assert state.dialog == "password"

    await call(OwnAccountState.change_password, state, {**wrong, "password": PASSWORD})

    assert (state.dialog, state.errors) == ("", {})
    assert "rain on the roof" not in shown(state)


async def test_the_second_step_is_set_up_and_its_secret_forgotten(desk, call):
    state = await opened(desk, call)
    await call(OwnAccountState.begin_steps, state, {"password": PASSWORD})
    assert state.dialog == "scan"
    secret = state.secret
    assert state.qr_path

    await call(OwnAccountState.confirm_steps, state, {"code": "123456"})
    assert set(state.errors) == {"code"}
    code = pyotp.TOTP(secret.replace(" ", "")).at(epoch(desk.clock.at))
    await call(OwnAccountState.confirm_steps, state, {"code": code})

    assert state.dialog == "codes"
    codes = list(state.codes)
    assert len(codes) == state.codes_left == 10
    assert secret not in shown(state)
    await call(OwnAccountState.close, state)
    assert not any(one in shown(state) for one in codes)
    assert state.steps_since

    await call(OwnAccountState.ask, state, "off")
    await call(OwnAccountState.end_steps, state, {"given": "wrong"})
    assert set(state.errors) == {"given"}
    await call(OwnAccountState.end_steps, state, {"given": codes[0]})
    assert (state.dialog, state.steps_since) == ("", "")


async def test_a_new_address_waits_for_both_mailboxes(desk, call, with_mail):
    state = await opened(desk, call)
    form = {"email": NEW, "password": PASSWORD}
    await call(OwnAccountState.change_email, state, form)
    assert (state.new_email, state.old_confirmed, state.new_confirmed) == (NEW, False, False)

    for purpose in (Purpose.EMAIL_NEW, Purpose.EMAIL_OLD):
        link = await mailed(desk, purpose)
        page = await desk.page(LinkState, "nobody", f"/email/{link}")
        await call(LinkState.load_email, page)
        assert (page.email, page.new_email) == ("ines@fernhill.example", NEW)
        assert not page.is_confirmed
        await call(LinkState.confirm_email, page)
        assert page.is_confirmed

    assert page.is_changed
    await call(OwnAccountState.load, state)
    assert (state.email, state.new_email) == (NEW, "")


async def mailed(desk, purpose):
    template = "account.email_new" if purpose is Purpose.EMAIL_NEW else "account.email_old"
    with desk.whole.database.reading() as session:
        row = session.exec(select(OutboxMessage).where(OutboxMessage.template == template)).one()
        return links.derive(desk.whole.secrets, purpose, row.payload["link"], 1)


async def test_the_holder_of_a_link_stops_the_change(desk, call, with_mail):
    state = await opened(desk, call)
    await call(OwnAccountState.change_email, state, {"email": NEW, "password": PASSWORD})
    page = await desk.page(LinkState, "nobody", f"/email/{await mailed(desk, Purpose.EMAIL_OLD)}")
    await call(LinkState.load_email, page)

    await call(LinkState.stop_email, page)

    assert page.is_stopped
    await call(LinkState.load_email, page)
    assert page.is_missing


async def test_opening_a_mailed_link_changes_nothing(desk, call):
    whole = desk.whole
    with whole.database.transaction() as session:
        user = session.exec(select(User).where(User.email == "ines@fernhill.example")).one()
        row = proofs.make(session, user.id, ProofKind.SIGN_IN, now=desk.clock.at)
        link = proofs.token(whole.secrets, ProofKind.SIGN_IN, row.public_id)
    state = await desk.page(LinkState, "nobody", f"/sign-in-link/{link}")

    for _ in range(2):
        await call(LinkState.load_sign_in_link, state)

    assert (state.email, state.is_missing) == ("ines@fernhill.example", False)
    with whole.database.reading() as session:
        assert session.exec(select(Proof.ended_at)).one() is None
    desk.clock.at += proofs.LASTS
    await call(LinkState.load_sign_in_link, state)
    assert state.is_missing


async def test_links_are_offered_only_with_a_mail_server(desk, call, with_mail):
    state = await desk.page(AccountState, "nobody", "/sign-in")
    await call(AccountState.load_sign_in, state)
    assert state.has_mail
    wiring.use(desk.whole)
    await call(AccountState.load_sign_in, state)
    assert not state.has_mail
