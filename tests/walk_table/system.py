"""The walk's rows of the system's page."""

from tests.walk_table.rows import Deed, deed

SYSTEM = "/dashboard/system"
LOADED = {"is_loaded": True}
HANDLERS: dict[str, Deed] = {
    "SystemState.load": deed("refused refused shows shows", at=SYSTEM),
    "SystemState.refresh": deed("refused refused shows shows", before=LOADED, at=SYSTEM),
    # The walk has no mail server: even the rightful are refused, but for that.
    "SystemState.send_test": deed("refused refused refused refused", at=SYSTEM),
}
