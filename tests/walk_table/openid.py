"""The walk's rows of signing in by OpenID Connect: no issuer is configured, no way was begun."""

from tests.walk_table.rows import Deed, Row, deed, row

ACME = {"provider": "acme"}
IDENTITY = "{rightful_identity}"

ROUTES: dict[str, Row] = {
    "POST /auth/openid/{provider}": row(
        "problem problem problem problem", path=ACME, form={"link": "1"}, by_cookie=True
    ),
    "GET /auth/openid/{provider}/callback": row(
        "problem problem problem problem",
        path=ACME,
        query={"state": "guessed", "code": "guessed"},
        by_cookie=True,
    ),
}

HANDLERS: dict[str, Deed] = {
    "IdentityState.load": deed("refused refused shows shows", at="/dashboard/account"),
    "IdentityState.ask": deed("shows shows shows shows", IDENTITY),
    "IdentityState.close": deed("shows shows shows shows"),
    "IdentityState.unlink": deed(
        "refused refused refused acts", before={"target": IDENTITY, "target_name": "Acme"}
    ),
}
