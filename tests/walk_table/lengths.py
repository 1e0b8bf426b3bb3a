"""The walk's rows of choosing a length, and of copies and the order of meeting types."""

from tests.walk_table.first import ARRIVED
from tests.walk_table.rows import Deed, deed

HANDLERS: dict[str, Deed] = {
    "BookingState.choose_length": deed("shows shows shows shows", "30", first=ARRIVED),
    "TypesState.duplicate": deed("refused refused refused acts", "{single}", "Single"),
    "TypesState.move": deed("refused refused refused acts", "{single}", 1),
}
