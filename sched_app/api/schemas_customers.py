"""What operations about customers take and give."""

from typing import Annotated

from pydantic import Field

from sched_app.api.fields import Asked, Given, Instant, PublicId, text
from sched_app.services.customer_views import CustomerPage, CustomerRow, CustomerView
from sched_app.services.customers import CustomerForm


class CustomerAsked(Asked):
    """What is known of a customer; all of it is replaced."""

    name: Annotated[str, text(120, 1, "Hannah Lindqvist")]
    email: Annotated[str, text(254, 0, "hannah@example.org")] = ""
    phone: Annotated[str, text(40, 0, "+44 20 7946 0000")] = ""
    timezone: Annotated[str, text(64, 0, "Europe/London")] = ""
    locale: Annotated[str, text(16, 0, "en")] = ""

    def form(self) -> CustomerForm:
        """Give it as the service takes it."""
        return CustomerForm(self.name, self.email, self.phone, self.timezone, self.locale)


class MergeAsked(Asked):
    """Who is merged into the customer of the address, for good."""

    customer_id: PublicId


class CustomerInList(Given):
    """A customer, with the bookings that the caller may see."""

    id: str
    name: str
    email: str
    phone: str
    tags: list[str]
    bookings: int
    last_at: Instant | None
    next_at: Instant | None
    created_at: Instant

    @classmethod
    def of(cls, row: CustomerRow) -> "CustomerInList":
        """Show a row."""
        same = {name: getattr(row, name) for name in cls.model_fields if name != "tags"}
        return cls(**same, tags=list(row.tags))


class Customers(Given):
    """Some customers; `next_cursor` asks for those after them."""

    items: list[CustomerInList]
    next_cursor: str | None

    @classmethod
    def of(cls, page: CustomerPage) -> "Customers":
        """Show a page."""
        items = [CustomerInList.of(row) for row in page.items]
        return cls(items=items, next_cursor=page.next_cursor)


class NoteGiven(Given):
    """A note, with who wrote it and when."""

    id: str
    text: str
    author: str
    created_at: Instant
    changed_at: Instant | None


class BookingCounts(Given):
    """How many bookings, and how they ended."""

    booked: int
    coming: int
    completed: int
    no_show: int
    cancelled: int


class Customer(Given):
    """A customer; one who was erased is empty, one who was merged says into whom."""

    id: str
    name: str
    email: str
    phone: str
    timezone: str
    locale: str
    tags: list[str]
    notes: list[NoteGiven]
    counts: BookingCounts
    unlinked: int = Field(description="Bookings made with this address that are not linked.")
    created_at: Instant
    erased_at: Instant | None
    merged_into: str

    @classmethod
    def of(cls, view: CustomerView) -> "Customer":
        """Show a customer."""
        own = ("tags", "notes", "counts")
        same = {name: getattr(view, name) for name in cls.model_fields if name not in own}
        notes = [
            NoteGiven(**{name: getattr(note, name) for name in NoteGiven.model_fields})
            for note in view.notes
        ]
        counts = {name: getattr(view.counts, name) for name in BookingCounts.model_fields}
        return cls(**same, tags=list(view.tags), notes=notes, counts=BookingCounts(**counts))
