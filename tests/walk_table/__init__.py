"""For every event handler and every API route: what each kind of person gets.

Each module here but `rows` may name its `ROUTES` and its `HANDLERS`; together they are the table.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from tests.walk_table.rows import Deed, Row

Kind = TypeVar("Kind", Row, Deed)


def _together(name: str, kind: type[Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for module in iter_modules(__path__):
        rows: dict[str, Kind] = getattr(import_module(f"{__name__}.{module.name}"), name, {})
        assert not found.keys() & rows.keys(), f"{module.name} names what another module names"
        assert all(isinstance(row, kind) for row in rows.values()), module.name
        found |= rows
    return found


ROUTES = _together("ROUTES", Row)
# State and handler → what comes of it. `shows` changes nothing, and shows others' data to nobody.
HANDLERS = _together("HANDLERS", Deed)

# Reflex's own, by name. `setvar` reaches methods named `set_…` only, which are handlers themselves.
EVERYWHERE = frozenset({"setvar"})
REFLEX_HANDLERS: dict[str, frozenset[str]] = {
    "State": frozenset({"hydrate", "hydrate_and_load", "set_is_hydrated"}),
    "FrontendEventExceptionState": frozenset({"handle_frontend_exception"}),
    "OnLoadInternalState": frozenset({"on_load_internal", "set_is_hydrated"}),
    "SharedStateBaseInternal": frozenset(),
    "UpdateVarsInternalState": frozenset({"update_vars_internal"}),
}
