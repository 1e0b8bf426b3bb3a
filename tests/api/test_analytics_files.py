"""Tables that the pages load down: for the cookie of a sign-in, as a file, and never kept."""

import pytest

from sched_app import routes
from tests.api.conftest import problem
from tests.support import ground

WEEKS, ROWS = (f"{routes.ANALYTICS_CSV}/{name}.csv" for name in ("weeks", "rows"))
NOVEMBER = {"period": "custom", "first": "2026-11-01", "last": "2026-11-30"}


@pytest.fixture
def signed_in(api, laid):
    """Sign a member in by cookie and give their browser."""

    def sign_in(email=laid.owner):
        api.post(routes.AUTH_SIGN_IN, data={"email": email, "password": ground.PASSWORD})
        return api

    return sign_in


def test_a_table_is_a_file_that_nobody_keeps(signed_in, book):
    book("single", "2026-11-24T09:00:00Z")
    answer = signed_in().get(WEEKS, params=NOVEMBER)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="weeks.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.splitlines()[-2:] == ["2026-11-22,1,0", "2026-11-29,0,0"]


def test_the_rows_behind_a_number_are_one_too(signed_in, book):
    book("single", "2026-11-24T09:00:00Z", attendee={"name": "=1+1"})
    answer = signed_in().get(ROWS, params={**NOVEMBER, "kind": "all"})

    assert "'=1+1" in answer.text
    assert ",=1+1" not in answer.text


def test_an_organizers_file_holds_their_own(signed_in, book, laid):
    book("single", "2026-11-24T09:00:00Z")
    answer = signed_in(laid.organizer).get(ROWS, params={**NOVEMBER, "kind": "all"})

    assert "Xi Li" not in answer.text


def test_a_visitor_and_a_token_of_the_api_get_none(api, owner):
    problem(api.get(WEEKS), 401, "not-signed-in")
    api.cookies.set(routes.SIGN_IN_COOKIE, "made up")
    problem(api.get(WEEKS), 401, "not-signed-in")


@pytest.mark.parametrize(
    ("path", "query", "status", "kind"),
    [
        (f"{routes.ANALYTICS_CSV}/nothing.csv", {}, 404, "not-found"),
        (WEEKS, {"period": "custom", "first": "x"}, 422, "invalid"),
        (ROWS, {"kind": "nothing"}, 422, "invalid"),
        (ROWS, {"kind": "lead", "slice": "7" * 500}, 422, "invalid"),
    ],
)
def test_what_makes_no_table_is_a_problem(signed_in, path, query, status, kind):
    problem(signed_in().get(path, params=query), status, kind)
