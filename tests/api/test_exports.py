"""The audit log as a file: by cookie alone, narrowed, whole, and without a formula in it."""

import csv
import io

import pytest

from sched_app.services import audit
from tests.api.conftest import problem
from tests.support import ground

EVIL = '=HYPERLINK("https://evil.test","Pay")'


@pytest.fixture
def sign_in(api):
    def post(email: str) -> None:
        answer = api.post("/auth/sign-in", data={"email": email, "password": ground.PASSWORD})
        assert answer.headers["location"] == "/dashboard"

    return post


def lines(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def test_an_owner_gets_the_log_as_csv(api, sign_in, laid, book):
    book("single", "2026-11-24T09:00:00Z", attendee={"name": EVIL})
    sign_in(laid.owner)

    answer = api.get("/export/audit.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    signed_in, booked = lines(answer)
    assert (signed_in["event"], signed_in["by"]) == ("signed_in", "Olga Berg")
    assert signed_in["device"].startswith("testclient")
    assert (booked["what"], booked["by_kind"]) == ("Booking confirmed", "visitor")
    assert booked["subject"] == f"'{EVIL}"


def test_the_file_is_narrowed_as_the_page_is(api, sign_in, laid, book):
    book("single", "2026-11-24T09:00:00Z")
    sign_in(laid.owner)

    found = lines(api.get("/export/audit.csv", params={"kind": "booking"}))
    assert [row["event"] for row in found] == ["booking.confirmed"]
    assert lines(api.get("/export/audit.csv", params={"until": "2020-01-01"})) == []
    problem(api.get("/export/audit.csv", params={"since": "soon"}), 422, "invalid")


def test_a_long_log_comes_whole(api, sign_in, laid, book, monkeypatch):
    for hour in range(9, 15):
        book("single", f"2026-11-24T{hour:02}:00:00Z")
    sign_in(laid.owner)
    monkeypatch.setattr(audit, "MOST", 2)

    found = lines(api.get("/export/audit.csv"))

    assert [row["event"] for row in found] == ["signed_in", *["booking.confirmed"] * 6]
    assert len({row["subject_id"] for row in found}) == 7


def test_neither_a_stranger_nor_an_organizer_nor_a_token_gets_it(api, sign_in, laid, owner):
    problem(api.get("/export/audit.csv"), 401, "not-signed-in")
    bearer = {"Authorization": f"Bearer {owner.token}"}
    problem(api.get("/export/audit.csv", headers=bearer), 401, "not-signed-in")
    sign_in(laid.organizer)
    problem(api.get("/export/audit.csv"), 403, "forbidden")
    api.cookies.clear()
    sign_in(laid.stranger)
    assert [row["by"] for row in lines(api.get("/export/audit.csv"))] == ["Sam Stranger"]
