"""The page of a person's identities."""

from sched_app import routes
from tests.e2e.places.steps import at, desk

PLACES = (desk("identities", at(routes.IDENTITIES)),)
