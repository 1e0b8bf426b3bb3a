"""A customer's data leave whole, the list as a table that no spreadsheet runs."""

import io
import json
import zipfile

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, NotFound
from sched_app.models.workspaces import Event
from sched_app.services import csv_files, customer_exports, erasure
from tests.factories import Factory
from tests.services import people
from tests.services.test_erasure import EMAIL, NAME, PHONE, fill
from tests.support import clients


def test_all_that_is_kept_about_a_customer_is_given(session, now) -> None:
    _, row, rows = fill(session, now)
    admin = {"actor": clients.admin_of_id(row.workspace_id), "now": now}

    packed = zipfile.ZipFile(io.BytesIO(customer_exports.archive(session, row.public_id, **admin)))
    given = json.loads(packed.read("customer.json"))

    assert given["customer"]["name"] == NAME
    assert (given["customer"]["email"], given["customer"]["phone"]) == (EMAIL, PHONE)
    assert given["customer"]["tags"] == ["VIP"]
    assert [note["text"] for note in given["notes"]] == ["Hannah likes tea"]
    assert [one["id"] for one in given["bookings"]] == [rows[n].public_id for n in rows]
    assert given["bookings"][0]["answers"][0]["value"] == "The cello"
    assert given["bookings"][1]["reason"] == "My reason"
    assert len(given["messages"]) == 4  # Also of the booking that is not linked.
    table = csv_files.read(packed.read("bookings.csv"), most=9)
    assert [line[0] for line in table.rows] == [one["id"] for one in given["bookings"]]
    told = session.exec(select(Event).where(Event.what == "customer.exported")).one()
    assert told.subject_id == row.id
    erasure.erase(session, row.public_id, **admin)
    with pytest.raises(Conflict):
        customer_exports.archive(session, row.public_id, **admin)


def test_the_list_is_given_as_it_is_searched(session, make: Factory, now) -> None:
    studio = make.workspace()
    admin = {"actor": clients.admin_of(studio), "now": now}
    clients.customer(make, studio, "=HYPERLINK(A1)", "VIP", phone="+44 20 7946 0000")
    for number in range(customer_exports.BATCH + 5):
        clients.customer(make, studio, f"Anna {number:03}")

    table = csv_files.read(customer_exports.listed(session, **admin).encode(), most=999)
    raw = customer_exports.listed(session, words="hyper", **admin)

    assert len(table.rows) == customer_exports.BATCH + 6
    assert "\n'=HYPERLINK(A1),,'+44 20 7946 0000,VIP,0," in raw
    assert customer_exports.listed(session, tag="gone", **admin).count("\n") == 1
    facts = [e.facts for e in session.exec(select(Event).where(Event.what == "customers.exported"))]
    assert [one["count"] for one in facts] == [customer_exports.BATCH + 6, 1, 0]


def test_only_admins_take_data_out(session, make: Factory, now) -> None:
    studio = make.workspace()
    ana = make.member(studio)
    row = clients.customer(make, studio)
    clients.booking(make, ana, make.meeting_type(studio, [ana]), customer_id=row.id)
    with pytest.raises(Forbidden):
        customer_exports.listed(session, actor=ana.actor, now=now)
    other = people.outsider(make).actor
    assert customer_exports.listed(session, actor=other, now=now).count("\n") == 1
    for actor, error in ((ana.actor, Forbidden), (other, NotFound)):
        with pytest.raises(error):
            customer_exports.document(session, row.public_id, actor=actor, now=now)
