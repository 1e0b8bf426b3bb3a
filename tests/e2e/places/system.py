"""The places of the system's page."""

from sched_app import routes
from tests.e2e.places.steps import at, desk

PLACES = (desk("system", at(routes.SYSTEM)),)
