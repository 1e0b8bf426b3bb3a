"""Customers are found by parts of what is known of them, whatever accents, on either database."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from sched_app.db import Database
from sched_app.models.customers import Customer
from sched_app.models.workspaces import Workspace
from sched_app.services import customer_notes, customer_views, customers, search
from sched_app.services.customers import CustomerForm
from tests.factories import Factory
from tests.support import clients

ZOE = {"email": "Zoe.Dupont+piano@Maison.example", "phone": "+44 (0)117 496-0000"}


def names(session: Session, workspace: Workspace, words: str, now: datetime, **more) -> list[str]:
    actor = clients.admin_of(workspace)
    page = customer_views.list_page(session, actor=actor, now=now, words=words, limit=100, **more)
    return [row.name for row in page.items]


@pytest.mark.parametrize(
    "words",
    [
        "zoe", "ZOË", "dupont", "pont", "upon", "zoë dup", "dupont zo", "z", "d", "zo",
        "zoe.dupont", "maison", "+piano", "@maison.example", "zoe dupont maison",
        "0117", "+44 117 496", "117-496", "4960000", "(0)117", "vip", "VÍP", "d v", "  zoe  ",
    ],
)  # fmt: skip
def test_a_customer_is_found_by(database: Database, now: datetime, words: str) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        clients.customer(make, studio, "Zoë Dupont", "VIP", **ZOE)
        clients.customer(make, studio, "Karim Berger", email="karim@berger.test", phone="030 5555")

        assert names(session, studio, words, now) == ["Zoë Dupont"]


@pytest.mark.parametrize(
    "words",
    ["oe", "up", "zoe x", "%", "_", "zo%", '"', "zoe*", "\\", "\x00", "999", "zoe OR karim"],
)
def test_what_is_not_there_finds_nobody(database: Database, now: datetime, words: str) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        clients.customer(make, studio, "Zoë Dupont", **ZOE)

        found = names(session, studio, words, now)

    # Nothing to look for lists everyone, as an empty field does.
    assert found == ([] if search.split(words) else ["Zoë Dupont"])


def test_other_letters_are_found_as_they_are_spoken(session, make: Factory, now) -> None:
    studio = make.workspace()
    for name in ("Søren Ångström", "Łukasz Weiß", "Ирина Ёлкина", "田中 太郎"):
        clients.customer(make, studio, name)

    for words in ("soren", "angstrom", "lukasz", "weiss", "ирина", "елк", "太郎", "田"):
        assert len(names(session, studio, words, now)) == 1, words


def test_each_workspace_finds_its_own(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        here, there = make.workspace(), make.workspace()
        clients.customer(make, here, "Zoë Dupont", email="zoe@one.example")
        clients.customer(make, there, "Zoë Other", email="zoe@two.example")

        assert names(session, here, "zoe", now) == ["Zoë Dupont"]
        assert names(session, there, "zoe", now) == ["Zoë Other"]


def test_what_changed_is_found_anew_and_no_more_by_what_was(
    database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        given = {"actor": clients.admin_of(studio), "now": now}
        row = clients.customer(make, studio, "Zoë Dupont", "VIP", **ZOE)
        form = CustomerForm("Zoë Martin", "zoe@martin.example")

        customers.change(session, row.public_id, form, **given)
        customer_notes.remove_tag(session, row.public_id, "vip", **given)
        customer_notes.add_tag(session, row.public_id, "Choir", **given)

        for words in ("dupont", "maison", "0117", "vip"):
            assert names(session, studio, words, now) == [], words
        for words in ("martin", "choir", "zoe@martin"):
            assert names(session, studio, words, now) == ["Zoë Martin"], words


def test_a_change_that_is_rolled_back_is_not_found(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()

    def add_and_fail(session: Session) -> None:
        clients.customer(Factory(session, now), studio, "Zoë Dupont")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.run(add_and_fail)

    with database.reading() as session:
        assert names(session, studio, "zoe", now) == []
        assert names(session, studio, "", now) == []


def test_so_many_that_the_names_are_walked_come_in_order_page_by_page(
    database: Database, now: datetime
) -> None:
    many = search.TOO_MANY + 60
    with database.transaction() as session:
        studio = Factory(session, now).workspace()
        forms = [CustomerForm(f"Anna {(n * 7919) % many:05}") for n in range(many)]
        session.connection().execute(
            sa.insert(Customer),
            [
                {
                    "public_id": f"cu_{n:020}",
                    "workspace_id": studio.id,
                    "created_at": now,
                    **customers.columns(form),
                }
                for n, form in enumerate(forms)
            ],
        )
        search.index(session, session.connection().execute(sa.select(Customer.id)).scalars().all())

    given = {"actor": clients.admin_of(studio), "now": now, "words": "anna", "limit": 100}
    found, cursor = [], None
    with database.reading() as session:
        while True:
            page = customer_views.list_page(session, cursor=cursor, **given)
            found += [row.name for row in page.items]
            if (cursor := page.next_cursor) is None:
                break

    assert found == sorted(form.name for form in forms)
