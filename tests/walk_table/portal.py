"""The walk's rows of the customers' portal; who is rightful there is a customer besides.

The walk has no mail server: whatever asks for a mail is refused to everyone.
"""

from tests.walk_table.rows import Deed, Row, deed, row

AT = "/portal"
LINK = "/portal-link/{portal_link}"
LOADED = (("load", ()),)
FORM = {"name": "Renamed", "phone": "", "timezone": "Asia/Tokyo", "locale": "en"}

ROUTES: dict[str, Row] = {
    "POST /auth/portal/ask": row(
        "problem problem problem problem", form={"email": "{rightful_email}"}
    ),
    "POST /auth/portal/link": row("problem problem problem on", form={"link": "{portal_link}"}),
    "POST /api/files/own-data.zip": row("401 401 403 200", form={}, by_cookie=True),
    "GET /feeds/{token}.ics": row("404 404 404 200", path={"token": "{feed_token}"}),
}
HANDLERS: dict[str, Deed] = {
    "PortalDoorState.load_sent": deed("shows shows shows shows", at="/portal/sent"),
    "PortalDoorState.load_link": deed("refused refused refused shows", at=LINK),
    "PortalState.load": deed("refused refused refused shows", at=AT),
    "PortalState.load_data": deed("refused refused refused shows", at="/portal/data"),
    "PortalState.load_receipt": deed(
        "refused refused refused shows", at="/portal/receipts/{own_booking}"
    ),
    "PortalState.check": deed("refused refused refused shows", at=AT, first=LOADED),
    "PortalState.choose_tab": deed("refused refused refused shows", "past", at=AT, first=LOADED),
    "PortalState.next_page": deed("refused refused refused shows", at=AT, first=LOADED),
    "PortalState.page_before": deed("refused refused refused shows", at=AT),
    "PortalState.save": deed("refused refused refused acts", FORM, at=AT),
    "PortalState.open_feed": deed("refused refused refused acts", at=AT),
    "PortalState.close_feed": deed("refused refused refused acts", at=AT),
    "PortalState.mail_password": deed("refused refused refused refused", at=AT),
    "PortalState.ask_erase": deed("refused refused refused shows", at=AT),
    "PortalState.ask": deed("shows shows shows shows", "feed", at=AT),
    "PortalState.close": deed("shows shows shows shows", at=AT),
    "PortalState.erase": deed("refused refused refused acts", at=AT),
}
