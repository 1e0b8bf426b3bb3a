"""The walk's rows of the team: roles, invitations, hand-overs, members who leave."""

from tests.walk_table.rows import Row, row

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
