"""What stands in a file of customers: what its columns are, and what is wrong with its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sched_app.errors import Invalid
from sched_app.services import csv_files, customers, search
from sched_app.services.csv_files import Table, Unreadable
from sched_app.services.customer_notes import TAGS_MOST, checked_tag
from sched_app.services.customers import CustomerForm
from sched_app.services.forms import email_key

BYTES_MOST = 5_000_000
ROWS_MOST = 20_000
FIELDS = ("name", "first_name", "last_name", "email", "phone", "tags")
ALIASES = {
    "name": "name|full name|display name|customer|client|contact|kunde|kundin|nombre completo",
    "first_name": "first name|firstname|given name|forename|vorname|nombre",
    "last_name": "last name|lastname|surname|family name|nachname|familienname|apellido|apellidos",
    "email": "email|e-mail|mail|email address|e-mail address|e-mail-adresse|correo|"
    "correo electronico|e-mail 1 - value",
    "phone": "phone|telephone|tel|mobile|cell|phone number|telefon|handy|mobil|telefono|movil|"
    "phone 1 - value",
    "tags": "tags|tag|labels|groups|categories|gruppen|etiquetas",
}
_FIELD_OF = {alias: field for field, words in ALIASES.items() for alias in words.split("|")}

Fault = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file, checked: who it is, or what is wrong, by field."""

    number: int
    form: CustomerForm
    tags: tuple[str, ...]
    faults: dict[str, Fault]


def read(content: bytes) -> Table:
    """Read a file; raise Invalid where it is too large, no table, or holds too much or nothing."""
    if len(content) > BYTES_MOST:
        raise Invalid({"file": ("field.file_large", {"most": BYTES_MOST // 1_000_000})})
    try:
        table = csv_files.read(content, most=ROWS_MOST)
    except Unreadable as fault:
        raise Invalid({"file": "field.file_unreadable"}) from fault
    if len(table.rows) > ROWS_MOST:
        raise Invalid({"file": ("field.file_long", {"most": ROWS_MOST})})
    if not table.rows:
        raise Invalid({"file": "field.file_empty"})
    return table


def guess(head: Sequence[str]) -> list[str]:
    """Say what columns are by their heads; each field once, empty for what is not known."""
    found: list[str] = []
    for words in head:
        field = _FIELD_OF.get(search.fold(words), "")
        found.append("" if field in found else field)
    return found


def check_mapping(mapping: Sequence[str], columns: int) -> list[str]:
    """Check what columns are said to be; raise Invalid if no one could be told apart by them."""
    if len(mapping) != columns or any(field not in ("", *FIELDS) for field in mapping):
        raise Invalid({"mapping": "field.choice"})
    named = [field for field in mapping if field]
    if len(named) != len(set(named)):
        raise Invalid({"mapping": "field.mapping_twice"})
    if not {"name", "first_name", "last_name"} & set(named):
        raise Invalid({"mapping": "field.mapping_name"})
    return list(mapping)


def lines(
    table: Table, mapping: Sequence[str], begin: int = 0, end: int | None = None
) -> Iterator[Line]:
    """Check rows by what their columns are."""
    for number, cells in zip(table.numbers[begin:end], table.rows[begin:end], strict=True):
        given = {field: cell for field, cell in zip(mapping, cells, strict=True) if field}
        yield _line(number, given)


def key_of(form: CustomerForm) -> str:
    """Give what makes two rows one person: the address, else name and phone; empty if neither."""
    if form.email:
        return email_key(form.email)
    return f"{customers.sort_key(form.name)} {form.phone}" if form.phone else ""


def _line(number: int, given: dict[str, str]) -> Line:
    parts = (given.get("first_name", ""), given.get("last_name", ""))
    name = given.get("name", "") or " ".join(part for part in parts if part)
    form = CustomerForm(name, given.get("email", ""), given.get("phone", ""))
    faults: dict[str, Fault] = {}
    try:
        form = customers.check(form)
    except Invalid as error:
        faults |= error.fields
    tags = []
    words = given.get("tags", "").replace(";", ",").split(",")
    for tag in [word.strip() for word in words if word.strip()][:TAGS_MOST]:
        try:
            tags.append(checked_tag(tag, "tags"))
        except Invalid as error:
            faults |= error.fields
    return Line(number, form, tuple(tags), faults)
