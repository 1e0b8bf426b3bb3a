"""The walk's rows of signing up, which is closed there: nobody makes anything."""

from tests.walk_table.rows import Deed, Row, deed, row

FORM = {
    "name": "Olaf Oak",
    "password": "rain on the roof",
    "workspace_name": "Oak Yard",
    "slug": "oak",
    "timezone": "Europe/Berlin",
}
ALL_REFUSED = "problem problem problem problem"

ROUTES: dict[str, Row] = {
    "POST /auth/sign-up/ask": row(ALL_REFUSED, form={"email": "{rightful_email}"}),
    "POST /auth/sign-up": row(ALL_REFUSED, form={"link": "{sign_up}", **FORM}),
}
HANDLERS: dict[str, Deed] = {
    "SignUpState.load": deed("refused refused refused refused", at="/sign-up"),
    "SignUpState.load_link": deed("refused refused refused refused", at="/sign-up-link/{sign_up}"),
    "SignUpState.check": deed(
        "refused refused refused refused", FORM, at="/sign-up-link/{sign_up}"
    ),
}
