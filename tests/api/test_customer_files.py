"""The files of the customers' pages: by cookie, noted, of limited size, and nobody else's."""

import pytest

from sched_app import routes
from tests.api.conftest import Caller, problem
from tests.support import ground
from tests.support.ground import Ground

FORM = "application/x-www-form-urlencoded"
RAW = {"content-type": "application/octet-stream"}


@pytest.fixture
def signed_in(api, laid: Ground):
    """A browser in which the owner is signed in."""
    form = {"email": laid.owner, "password": ground.PASSWORD}
    api.post(routes.AUTH_SIGN_IN, data=form, follow_redirects=False)
    yield api
    api.cookies.clear()


def test_the_list_goes_out_as_a_table_that_runs_nowhere(signed_in, owner: Caller) -> None:
    owner.ok("POST", "/customers", {"name": "=cmd|' /C calc'!A0", "phone": "+44 20 7946 0000"})
    answer = signed_in.post(routes.CUSTOMERS_CSV, data={"q": "cmd"})

    assert answer.headers["content-disposition"] == 'attachment; filename="customers.csv"'
    assert "\n'=cmd|" in answer.text.replace('"', "")
    assert "'+44" in answer.text


def test_a_list_is_taken_up_to_its_limit(signed_in) -> None:
    made = signed_in.post(routes.CUSTOMERS_UPLOAD, content=b"Name\nAna\n", headers=RAW)
    assert made.status_code == 201
    assert made.json()["id"].startswith("ci_")
    rows = b"Name\n" + b"x" * 70_000 + b"\n"
    assert signed_in.post(routes.CUSTOMERS_UPLOAD, content=rows, headers=RAW).status_code == 201
    large = b"x" * 5_000_001
    problem(signed_in.post(routes.CUSTOMERS_UPLOAD, content=large, headers=RAW), 413, "too-large")
    chunks = (b"x" * 100_000 for _ in range(51))
    assert signed_in.post(routes.CUSTOMERS_UPLOAD, content=chunks, headers=RAW).status_code == 413
    assert signed_in.post(routes.CUSTOMERS_CSV, content=large, headers=RAW).status_code == 413
    binary = signed_in.post(routes.CUSTOMERS_UPLOAD, content=b"\x89PNG\x00", headers=RAW)
    assert problem(binary, 422, "invalid")["errors"][0]["field"] == "file"


def test_nothing_goes_in_or_out_without_a_cookie(api) -> None:
    for path, sent in (
        (routes.CUSTOMERS_CSV, {"data": {}, "headers": {"content-type": FORM}}),
        (routes.CUSTOMER_ZIP, {"data": {"customer": "cu_1"}}),
        (routes.CUSTOMERS_UPLOAD, {"content": b"Name\nAna\n", "headers": RAW}),
    ):
        problem(api.post(path, **sent), 401, "not-signed-in")


def test_a_form_of_another_site_cannot_send_a_list(signed_in) -> None:
    assert signed_in.post(routes.CUSTOMERS_UPLOAD, data={"x": "Name"}).status_code == 415
