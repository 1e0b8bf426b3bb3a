"""The walk's rows of customers."""

from sched_app.state.customer_import import Column
from tests.walk_table.rows import Deed, Row, deed, row

LIST, ONE = "/dashboard/customers", "/dashboard/customers/{client}"
BOOKING = "/dashboard/bookings/{request}"
HERE = {"customer_id": "{client}"}
RETENTION = "/dashboard/settings/retention"
IMPORT = "/dashboard/customers/import"
FILE = {"file": "{file}", "columns": [Column(0, "Name", "", "name")]}
FORM = {"name": "Walked Over", "email": "walked@example.org"}

CLIENT, OTHER = {"customer_id": "{client}"}, {"customer_id": "{other_client}"}
ROUTES: dict[str, Row] = {
    "GET /api/v1/customers": row("401 401 200 200", query={"q": "priva"}),
    "POST /api/v1/customers": row("401 401 201 201", body=FORM),
    "GET /api/v1/customers/{customer_id}": row("401 401 404 200", path=CLIENT),
    "PUT /api/v1/customers/{customer_id}": row("401 401 404 200", path=CLIENT, body=FORM),
    "POST /api/v1/customers/{customer_id}/merge": row(
        "401 401 404 200", path=CLIENT, body={"customer_id": "{other_client}"}
    ),
    "POST /api/v1/customers/{customer_id}/erase": row("401 401 404 200", path=OTHER),
    # A member of another workspace gets a file of their own, and of nobody else.
    "POST /api/files/customers.csv": row("401 401 200 200", form={"q": ""}, by_cookie=True),
    "POST /api/files/customer.zip": row(
        "401 401 404 200", form={"customer": "{client}"}, by_cookie=True
    ),
    "POST /api/files/customers": row("415 415 415 415", form={"x": "y"}, by_cookie=True),
}
HANDLERS: dict[str, Deed] = {
    "CustomersState.load": deed("refused refused shows shows", at=LIST),
    "CustomersState.search": deed("refused refused shows shows", "priva", at=LIST),
    "CustomersState.choose_tag": deed("refused refused shows shows", "walked", at=LIST),
    "CustomersState.clear": deed("refused refused shows shows", at=LIST),
    "CustomersState.next_page": deed("shows shows shows shows", at=LIST),
    "CustomersState.page_before": deed("refused refused shows shows", at=LIST),
    "CustomersState.ask": deed("shows shows shows shows", at=LIST),
    "CustomersState.close": deed("shows shows shows shows", at=LIST),
    "CustomersState.add": deed("refused refused acts acts", FORM, at=LIST),
    "CustomerState.load": deed("refused refused refused shows", at=ONE),
    "CustomerState.edit": deed("shows shows shows shows", at=ONE),
    "CustomerState.leave": deed("shows shows shows shows", at=ONE),
    "CustomerState.save": deed("refused refused refused acts", FORM, before=HERE, at=ONE),
    "CustomerState.add_note": deed("refused refused refused acts", {"text": "x"}, before=HERE),
    "CustomerState.edit_note": deed("shows shows shows shows", "{client_note}", before=HERE),
    "CustomerState.change_note": deed(
        "refused refused refused acts", {"text": "x"}, before={**HERE, "note": "{client_note}"}
    ),
    "CustomerState.remove_note": deed("refused refused refused acts", "{client_note}", before=HERE),
    "CustomerState.add_tag": deed("refused refused refused acts", {"tag": "x"}, before=HERE),
    "CustomerState.remove_tag": deed("refused refused refused acts", "walked", before=HERE),
    "CustomerState.link_all": deed("refused refused refused acts", before=HERE),
    "CustomerState.undo": deed(
        "refused refused refused acts",
        before={**HERE, "_undo": ["tag", "back"]},
    ),
    "CustomerState.hide_undo": deed("shows shows shows shows", 0),
    "CustomerState.next_page": deed("shows shows shows shows"),
    "CustomerState.page_before": deed("refused refused refused shows", before=HERE),
    "CustomerState.ask_merge": deed("refused refused shows shows", before=HERE),
    "CustomerState.pick": deed("refused refused shows shows", "priva", before=HERE),
    "CustomerState.choose": deed("refused refused refused shows", "{other_client}", before=HERE),
    "CustomerState.back": deed("shows shows shows shows"),
    "CustomerState.merge": deed(
        "refused refused refused acts", before={**HERE, "other": "{other_client}"}
    ),
    "CustomerState.ask_erase": deed("refused refused refused shows", before=HERE),
    "CustomerState.erase": deed(
        "refused refused refused acts", before={"customer_id": "{other_client}"}
    ),
    "CustomerState.close": deed("shows shows shows shows"),
    # The page of the booking says that it is missing; this part of it then shows nothing.
    "BookingCustomerState.load": deed("shows shows shows shows", at=BOOKING),
    "BookingCustomerState.link": deed(
        "refused refused refused acts", before={"_booking": "{request}"}, at=BOOKING
    ),
    "BookingCustomerState.undo": deed(
        "refused refused refused acts", before={"_booking": "{coming}"}, at=BOOKING
    ),
    "BookingCustomerState.hide_undo": deed("shows shows shows shows", 0),
    "ImportState.load": deed("refused refused shows shows", at=IMPORT),
    "ImportState.uploaded": deed("refused refused refused shows", "{file}", at=IMPORT),
    "ImportState.refused": deed("shows shows shows shows", "x", at=IMPORT),
    "ImportState.take_as": deed("refused refused refused shows", 0, "name", before=FILE),
    "ImportState.choose_updates": deed("refused refused refused shows", True, before=FILE),
    "ImportState.start": deed("refused refused refused acts", before=FILE),
    "ImportState.go_on": deed("refused refused refused shows", "{file}"),
    "ImportState.undo": deed("refused refused refused acts", "{imported}"),
    "ImportState.drop": deed("refused refused refused acts", before=FILE),
    "RetentionState.load": deed("refused refused shows shows", at=RETENTION),
    "RetentionState.look": deed("refused refused shows shows", {"notes": "30"}, at=RETENTION),
    "RetentionState.save": deed(
        "refused refused acts acts", before={"_asked": {"notes": 30}}, at=RETENTION
    ),
    "RetentionState.close": deed("shows shows shows shows"),
}
