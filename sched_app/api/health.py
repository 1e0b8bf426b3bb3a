"""Whether the process lives, and whether it can serve."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from sched_app import logs, migrate, routes, wiring

router = APIRouter()


@router.get(routes.HEALTH, include_in_schema=False)
async def health() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get(routes.READY, include_in_schema=False)
def ready() -> JSONResponse:
    """Say whether the database answers and is migrated, with the rules that keep claims apart."""
    try:
        fault = migrate.fault(wiring.current().database)
    except Exception as error:  # noqa: BLE001 (any fault of the database means: not ready)
        logs.get().exception("not_ready")
        return JSONResponse({"status": "database", "error": logs.kinds(error)}, 503)
    if fault:
        return JSONResponse({"status": fault}, 503)
    return JSONResponse({"status": "ready"})
