"""The walk's rows of the command palette."""

from tests.walk_table.rows import Deed, deed

HANDLERS: dict[str, Deed] = {
    "PaletteState.seek": deed("refused refused shows shows", "walk", at="/dashboard"),
}
