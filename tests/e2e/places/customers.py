"""The places of customers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import Steps, at, button, desk, heading, press
from tests.e2e.seed import Business

LIST, ONE = at(routes.CUSTOMERS), routes.CUSTOMER_PAGE


def _one(who: str) -> Callable[[Business], str]:
    return lambda business: routes.desk_customer(business.customers[who])


def look_for(words: str, count: int) -> Steps:
    """Give the step that types into the search and waits for so many rows."""

    def step(page: Page) -> None:
        page.get_by_role("searchbox", name="Search customers").last.fill(words)
        expect(page.locator("table.tcard tbody tr")).to_have_count(count)

    return step


def more(item: str, title: str) -> Steps:
    """Give the step that opens the menu of a customer and one of its dialogs."""

    def step(page: Page) -> None:
        button(page, "More")
        button(page, item)
        heading(title)(page)

    return step


def choose_other(page: Page) -> None:
    """Choose whom to merge."""
    page.locator(".picks button").first.click()
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_visible()


def send_file(page: Page) -> None:
    """Upload a list, and wait for its columns."""
    rows = "Name;E-mail;Town\nAda Lovelace;ada@lovelace.example;London\n;nobody;\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    heading("What the columns are")(page)


MERGE = more("Merge with another customer", "Who is the same person as")


def set_days(page: Page) -> None:
    """Set a period, and wait for what it would empty."""
    page.get_by_label("Messages").fill("7")
    button(page, "See what would go")
    heading("Keep data no longer than this?")(page)


PLACES = (
    desk("retention", at(routes.RETENTION)),
    desk("retention-sure", at(routes.RETENTION), set_days),
    desk("customers", LIST),
    desk("customers-found", LIST, look_for("zoe", 1)),
    desk("customers-none", LIST, look_for("wolpertinger", 0)),
    desk("customers-add", LIST, press("Add customer"), heading("Add a customer")),
    desk("customers-import", at(routes.CUSTOMER_IMPORT)),
    desk("customers-import-columns", at(routes.CUSTOMER_IMPORT), send_file),
    desk("customer", _one("Ruth Adeyemi"), route=ONE),
    desk("customer-edit", _one("Ruth Adeyemi"), press("Edit contact"), route=ONE),
    desk("customer-merge", _one("Ruth Adeyemi"), MERGE, route=ONE),
    desk("customer-merge-preview", _one("Ruth Adeyemi"), MERGE, choose_other, route=ONE),
    desk(
        "customer-erase",
        _one("Elif Demir"),
        more("Erase their data", "Erase the data of"),
        route=ONE,
    ),
    desk("customer-missing", at(routes.desk_customer("cu_gone")), route=ONE),
)
