"""The walk's rows of one's own account, and of the ways in besides the password.

The walk has no mail server: whatever asks for a mail is refused to everyone. Nor does it make a
first step, so nobody can make a second.
"""

from tests.walk_table.rows import Deed, Row, deed, row

AT = "/dashboard/account"
OTHER = {"sign_in_id": "{other_sign_in}"}
WORDS = {"password": "{password}", "new_password": "a quite new password"}

ROUTES: dict[str, Row] = {
    "GET /api/v1/sign-ins": row("401 401 200 200"),
    "POST /api/v1/sign-ins/{sign_in_id}/end": row("401 401 404 204", path=OTHER),
    "POST /auth/sign-in/ask": row(
        "problem problem problem problem", form={"email": "{rightful_email}"}
    ),
    "POST /auth/reset/ask": row(
        "problem problem problem problem", form={"email": "{rightful_email}"}
    ),
    "POST /auth/sign-in/link": row("problem problem problem on", form={"link": "{sign_in_link}"}),
    "POST /auth/reset": row(
        "problem problem problem on",
        form={"link": "{reset_link}", "password": "a quite new password"},
    ),
    "POST /auth/sign-in/code": row(
        "problem problem problem problem", form={"code": "123456"}, by_cookie=True
    ),
}
HANDLERS: dict[str, Deed] = {
    "LinkState.load_form": deed("shows shows shows shows", at="/sign-in/code"),
    "LinkState.load_sent": deed("shows shows shows shows", at="/sign-in/sent"),
    "LinkState.load_sign_in_link": deed(
        "refused refused refused shows", at="/sign-in-link/{sign_in_link}"
    ),
    "LinkState.load_reset": deed("refused refused refused shows", at="/reset/{reset_link}"),
    "LinkState.load_email": deed("refused refused refused shows", at="/email/{email_link}"),
    "LinkState.confirm_email": deed("refused refused refused acts", at="/email/{email_link}"),
    "LinkState.stop_email": deed("refused refused refused acts", at="/email/{email_link}"),
    "OwnAccountState.load": deed("refused refused shows shows", at=AT),
    "OwnAccountState.save_name": deed("refused refused acts acts", {"name": "Renamed"}, at=AT),
    "OwnAccountState.ask": deed("shows shows shows shows", "email", at=AT),
    "OwnAccountState.ask_end": deed("shows shows shows shows", "{other_sign_in}", "x", at=AT),
    "OwnAccountState.close": deed("shows shows shows shows", at=AT),
    "OwnAccountState.change_email": deed(
        "refused refused refused refused",
        {"email": "new@example.org", "password": "{password}"},
        at=AT,
    ),
    "OwnAccountState.withdraw_email": deed("refused refused shows acts", at=AT),
    "OwnAccountState.change_password": deed(
        "refused refused refused acts", WORDS, at=AT, counts=True
    ),
    "OwnAccountState.mail_reset": deed("refused refused refused refused", at=AT),
    "OwnAccountState.begin_steps": deed(
        "refused refused refused acts", {"password": "{password}"}, at=AT, counts=True
    ),
    "OwnAccountState.confirm_steps": deed(
        "refused refused refused refused", {"code": "123456"}, at=AT, counts=True
    ),
    "OwnAccountState.renew_codes": deed(
        "refused refused refused refused", {"given": "{password}"}, at=AT, counts=True
    ),
    "OwnAccountState.end_steps": deed(
        "refused refused refused refused", {"given": "{password}"}, at=AT, counts=True
    ),
    "OwnAccountState.end_sign_in": deed(
        "refused refused refused acts", at=AT, before={"target": "{other_sign_in}"}
    ),
    "OwnAccountState.end_others": deed("refused refused shows acts", at=AT),
}
