"""The FastAPI app: routers, and errors as problem documents."""

from fastapi import FastAPI

from sched_app.api import health


def create() -> FastAPI:
    """Make the API's app."""
    api = FastAPI(title="OpenHours", docs_url=None, redoc_url=None, openapi_url=None)
    api.include_router(health.router)
    return api
