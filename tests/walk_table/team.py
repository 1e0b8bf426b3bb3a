"""The walk's rows of the team: roles, invitations, hand-overs, members who leave."""

from tests.walk_table.rows import Deed, Row, deed, row

COMING, COLLEAGUE = {"booking_id": "{coming}"}, {"member_id": "{colleague}"}
INVITATION = {"invitation_id": "{invitation}"}
HOUSE = {"name": "Renamed", "slug": "renamed", "timezone": "UTC", "accent": "#0B6E4F"}

ROUTES: dict[str, Row] = {
    "GET /api/v1/members": row("401 401 200 200"),
    "GET /api/v1/members/{member_id}": row("401 401 404 200", path=COLLEAGUE),
    "PUT /api/v1/members/{member_id}/role": row(
        "401 401 404 200", path=COLLEAGUE, body={"role": "admin"}
    ),
    "GET /api/v1/members/{member_id}/departure": row("401 401 404 200", path=COLLEAGUE),
    "POST /api/v1/members/{member_id}/remove": row("401 401 404 200", path=COLLEAGUE, body={}),
    "GET /api/v1/invitations": row("401 401 200 200"),
    "POST /api/v1/invitations": row(
        "401 401 201 201", body={"email": "new@example.org", "role": "organizer"}
    ),
    "GET /api/v1/invitations/{invitation_id}": row("401 401 404 200", path=INVITATION),
    "POST /api/v1/invitations/{invitation_id}/resend": row("401 401 404 200", path=INVITATION),
    "DELETE /api/v1/invitations/{invitation_id}": row("401 401 404 204", path=INVITATION),
    "GET /api/v1/bookings/{booking_id}/hand-over": row("401 401 404 200", path=COMING),
    "POST /api/v1/bookings/{booking_id}/hand-over": row(
        "401 401 404 200", path=COMING, body={"to_member_id": "{colleague}"}
    ),
    "GET /api/v1/workspace": row("401 401 200 200"),
    "PUT /api/v1/workspace": row("401 401 200 200", body=HOUSE),
}

AT = {"at": "/dashboard/team"}
ROWS = {"target": "{colleague}", "target_name": "x"}
HANDLERS: dict[str, Deed] = {
    "AccountState.join_as_me": deed("refused refused refused refused", at="/join/{invite_link}"),
    "AccountState.use_account": deed("shows shows shows shows", at="/join/{invite_link}"),
    "AccountState.sign_in_first": deed("shows shows shows shows", {}, at="/join/{invite_link}"),
    "TeamState.load": deed("refused refused shows shows", **AT),
    "TeamState.ask": deed("shows shows shows shows", **AT),
    "TeamState.ask_role": deed("shows shows shows shows", "{colleague}", **AT),
    "TeamState.ask_revoke": deed("shows shows shows shows", "{invitation}", **AT),
    "TeamState.close": deed("shows shows shows shows", **AT),
    "TeamState.invite": deed(
        "refused refused acts acts",
        {"email": "added@example.org", "role": "organizer", "days": "7"},
        **AT,
    ),
    "TeamState.resend": deed("refused refused refused acts", "{invitation}", **AT),
    "TeamState.revoke": deed(
        "refused refused refused acts", before={"target": "{invitation}"}, **AT
    ),
    "TeamState.renew": deed("refused refused refused acts", "{invited}", **AT),
    "TeamState.change_role": deed(
        "refused refused refused acts", {"role": "admin"}, before=ROWS, **AT
    ),
    "DepartureState.ask": deed("refused refused refused shows", "{colleague}", **AT),
    "DepartureState.choose": deed("shows shows shows shows", "{coming}", "cancel", **AT),
    "DepartureState.close": deed("shows shows shows shows", **AT),
    "DepartureState.remove": deed(
        "refused refused refused acts", {"reason": "x"}, before={"member": "{colleague}"}, **AT
    ),
    "RightsState.load": deed("refused refused shows shows", at="/dashboard/team/rights"),
}
