"""The customers' pages: the search, the profile, what is taken back, and who gets in."""

from sqlmodel import select

from sched_app.models.customers import Customer, CustomerNote
from sched_app.state.customer import CustomerState
from sched_app.state.customers import CustomersState
from tests.state.conftest import Call, Desk

LIST = "/dashboard/customers"
HANNAH = {"name": "Hannah Lindqvist", "email": "hannah@lindqvist.example", "phone": ""}
KARIM = {"name": "Karim Berger", "email": "karim@berger.example", "phone": "+49 30 5550 1"}


async def added(desk: Desk, call: Call, *forms: dict[str, str]) -> list[str]:
    """Add customers by the list's dialog; give their pages."""
    page = await desk.page(CustomersState, path=LIST)
    await call(CustomersState.load, page)
    for form in forms:
        await call(CustomersState.add, page, form)
    with desk.whole.database.reading() as session:
        found = session.exec(select(Customer.public_id).order_by(Customer.id)).all()
    return [f"{LIST}/{one}" for one in found]


async def test_the_list_is_searched_and_says_how_many_it_found(desk: Desk, call: Call) -> None:
    await added(desk, call, HANNAH, KARIM)
    page = await desk.page(CustomersState, path=LIST)

    await call(CustomersState.load, page)
    assert [row.name for row in page.rows] == ["Hannah Lindqvist", "Karim Berger"]
    assert page.summary == "2 customers"
    await call(CustomersState.search, page, "berg")
    assert [row.name for row in page.rows] == ["Karim Berger"]
    assert page.found == "1 found"
    await call(CustomersState.clear, page)
    assert len(page.rows) == 2


async def test_a_fault_of_the_form_stands_at_its_field(desk: Desk, call: Call) -> None:
    await added(desk, call, HANNAH)
    page = await desk.page(CustomersState, path=LIST)
    await call(CustomersState.load, page)
    await call(CustomersState.ask, page)

    await call(CustomersState.add, page, {"name": "", "email": HANNAH["email"]})
    assert page.errors.keys() == {"name"}
    await call(CustomersState.add, page, {"name": "H", "email": HANNAH["email"].upper()})
    assert page.errors.keys() == {"email"}
    assert (page.attempt, page.is_adding) == (2, True)


async def test_a_profile_is_edited_and_notes_and_tags_are_taken_back(
    desk: Desk, call: Call
) -> None:
    (path,) = await added(desk, call, HANNAH)
    page = await desk.page(CustomerState, path=path)
    await call(CustomerState.load, page)

    await call(CustomerState.edit, page)
    await call(CustomerState.save, page, {**HANNAH, "phone": "12"})
    assert page.errors.keys() == {"phone"}
    assert page.is_editing
    await call(CustomerState.save, page, {**HANNAH, "phone": "+44 20 7946 0000"})
    assert (page.phone, page.is_editing) == ("+44 20 7946 0000", False)

    await call(CustomerState.add_note, page, {"text": "Likes mornings"})
    await call(CustomerState.add_tag, page, {"tag": "VIP"})
    await call(CustomerState.remove_note, page, page.notes[0].id)
    assert page.notes == []
    assert page.undo_words
    await call(CustomerState.undo, page)
    assert [note.text for note in page.notes] == ["Likes mornings"]
    await call(CustomerState.remove_tag, page, "VIP")
    assert page.tags == []
    await call(CustomerState.undo, page)
    assert [tag.tag for tag in page.tags] == ["VIP"]


async def test_another_customer_is_merged_and_their_page_leads_here(desk: Desk, call: Call) -> None:
    path, other = await added(desk, call, HANNAH, KARIM)
    page = await desk.page(CustomerState, path=path)
    await call(CustomerState.load, page)

    await call(CustomerState.ask_merge, page)
    await call(CustomerState.pick, page, "karim")
    await call(CustomerState.choose, page, page.picks[0].id)
    assert [one.lost for one in page.kept] == ["Karim Berger", KARIM["email"], ""]
    await call(CustomerState.merge, page)
    assert (page.dialog, page.phone) == ("", KARIM["phone"])

    left = await desk.page(CustomerState, path=other)
    assert path in str((await call(CustomerState.load, left)).args)


async def test_an_organizer_meets_a_closed_door_at_others_customers(desk: Desk, call: Call) -> None:
    (path,) = await added(desk, call, HANNAH)
    page = await desk.page(CustomersState, "organizer", path=LIST)
    await call(CustomersState.load, page)
    assert (page.rows, page.summary) == ([], "0 customers")
    one = await desk.page(CustomerState, "organizer", path=path)
    await call(CustomerState.load, one)
    assert one.is_missing
    assert one.name == ""

    one.customer_id = path.rpartition("/")[2]
    await call(CustomerState.add_note, one, {"text": "x"})
    with desk.whole.database.reading() as session:
        assert session.exec(select(CustomerNote)).all() == []
