"""Everything that can be called, called by everyone: only the rightful get through."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

import sched_app.sched_app  # noqa: F401 (registers every state)
from sched_app import wiring
from sched_app.api import app as apis
from sched_app.db import Database
from sched_app.settings import Settings
from sched_app.wiring import Wiring
from tests.conftest import NOW, migrate
from tests.support import ground, walking
from tests.support.walking import CUSTOMER, OUTSIDER, PEOPLE, PRIVATE, RIGHTFUL, STRANGER, Land
from tests.walk_table import EVERYWHERE, HANDLERS, REFLEX_HANDLERS, ROUTES

STATES = {state.__name__: state for state in walking.states()}
OURS = {name: state for name, state in STATES.items() if state.__module__.startswith("sched_app.")}


@pytest.fixture(scope="module")
def lands(tmp_path_factory: pytest.TempPathFactory, secrets) -> dict[bool, Land]:
    """A deployment with everything in it, and (True) one that nobody has set up."""
    made = {}
    for is_new in (False, True):
        path = tmp_path_factory.mktemp("land") / "land.db"
        database = Database(f"sqlite:///{path}")
        migrate(database)
        database.close()
        made[is_new] = Land(path, secrets, NOW) if is_new else walking.till(path, secrets, NOW)
    return made


@pytest.fixture(scope="module")
def api(lands, tmp_path_factory) -> FastAPI:
    """The API, whose wiring each call sets anew."""
    settings = Settings(_env_file=None, OPENHOURS_DATA_DIR=tmp_path_factory.mktemp("data"))
    database = Database(f"sqlite:///{lands[False].path}")
    wiring.use(Wiring(settings, lambda: NOW, database, lands[False].secrets, None))
    made = apis.create()
    wiring.use(None)
    return made


def filled(what: Any, land: Land, who: str) -> Any:
    """Put what there is in the place of `{names}`, genuine only for who rightfully has it."""
    if isinstance(what, str):
        return what.format_map(_Names(land, who)) if "{" in what else what
    if isinstance(what, dict):
        return {key: filled(value, land, who) for key, value in what.items()}
    if isinstance(what, list | tuple):
        return type(what)(filled(one, land, who) for one in what)
    return what


class _Names(dict[str, str]):
    def __init__(self, land: Land, who: str) -> None:
        super().__init__(land.kinds | land.ids)
        self.land, self.is_rightful = land, who == RIGHTFUL
        self.has_link = who in (CUSTOMER, RIGHTFUL)

    def __missing__(self, name: str) -> str:
        if name == "link":
            known = self.land.ids["coming_link"]
            return known if self.has_link else known[:-4] + "AAAA"
        if name == "password":
            return ground.PASSWORD if self.is_rightful else "a guessed password"
        genuine = {
            "hold_token": lambda: self.land.ids["hold"],
            "renewal_token": lambda: self.land.ids["renewal"],
            "sign_in_link": lambda: self.land.ids["sign_in"],
            "reset_link": lambda: self.land.ids["reset"],
            "email_link": lambda: self.land.ids["email"],
            "join_link": lambda: self.land.ids["join"],
            "portal_link": lambda: self.land.ids["portal"],
            "feed_token": lambda: self.land.ids["feed"],
            "invite_link": lambda: self.land.ids["invite"],
            "set_up_token": lambda: walking.set_up_token(self.land.secrets),
        }[name]()
        return genuine if self.is_rightful else genuine[:-4] + "AAAA"


def is_refusal(outcome: str) -> bool:
    """Tell whether an outcome of the table is a refusal."""
    return outcome in ("problem", walking.REFUSED) or outcome[:1] in ("4", "5")


# --- The API -------------------------------------------------------------------------------------


def test_the_table_names_every_route_and_no_other(api):
    assert {f"{method} {path}" for method, path in walking.routes_of(api)} == ROUTES.keys()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", ROUTES)
def test_a_route_gives_each_what_is_theirs(api, lands, tmp_path: Path, name, who):
    row = ROUTES[name]
    land = lands[row.is_new]
    method, path = name.split(" ", 1)
    path = path.format_map(filled(dict(row.path), land, who))
    expected = row.gets[PEOPLE.index(who)]
    with walking.visit(land, tmp_path) as database:
        without = ("rate_counts",) if row.counts else ()
        before = walking.fingerprint(database, without=without)
        ours = walking.fingerprint(database, ours_only=True)
        if row.is_stream:
            status, text = walking.open_stream(api, path)
        else:
            bearer = land.tokens.get(who, "")
            if who == CUSTOMER and row.gets[0] == "401":
                bearer = land.ids.get("coming_link", "")  # It signs nobody in.
            status, text = walking.call(
                api,
                method,
                path,
                bearer="" if row.by_cookie else bearer,
                cookie=land.cookies.get(who, "") if row.by_cookie else "",
                body=filled(row.body, land, who),
                form=filled(row.form, land, who),
                query=filled(row.query, land, who),
            )
        after = walking.fingerprint(database, without=without)
        is_ours_changed = walking.fingerprint(database, ours_only=True) != ours

    assert status.removeprefix("303 ") == expected, text
    if is_refusal(expected) or method == "GET":
        assert after == before
    if who == OUTSIDER and is_refusal(row.gets[0]):
        assert not is_ours_changed  # What they may do, they do to their own.
    if who in (STRANGER, OUTSIDER):
        assert not any(secret in text for secret in PRIVATE)


# --- Pages ---------------------------------------------------------------------------------------


def test_the_table_names_every_handler_and_no_other():
    found = {
        f"{name}.{handler}"
        for name, state in OURS.items()
        for handler in state.event_handlers
        if handler not in EVERYWHERE
    }
    assert found == HANDLERS.keys()


def test_reflexs_own_handlers_are_these():
    found = {
        name: frozenset(state.event_handlers) - EVERYWHERE
        for name, state in STATES.items()
        if name not in OURS
    }
    assert found == REFLEX_HANDLERS


@pytest.mark.parametrize("name", OURS)
def test_setvar_reaches_no_var(name):
    state = OURS[name]
    reached = {part for part in dir(state) if part.startswith("set_")}
    assert reached <= state.event_handlers.keys() | {"set_is_hydrated"}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", HANDLERS)
def test_a_handler_does_for_each_what_is_theirs(lands, tmp_path: Path, name, who):
    deed = HANDLERS[name]
    land = lands[deed.is_new]
    state, _, handler = name.partition(".")
    with walking.visit(land, tmp_path) as database:
        seen = walking.handle(
            land,
            database,
            STATES[state],
            handler,
            filled(deed.args, land, who),
            before=filled(dict(deed.before), land, who),
            first=filled(deed.first, land, who),
            path=filled(deed.at, land, who),
            who=who,
            without=("rate_counts",) if deed.counts else (),
        )

    assert seen.outcome == deed.gets[PEOPLE.index(who)]
    if who == OUTSIDER and is_refusal(deed.gets[0]):
        assert not seen.is_ours_changed  # What they may do, they do to their own.
    if who in (STRANGER, OUTSIDER):
        assert not any(secret in seen.shown for secret in PRIVATE)
    if who == CUSTOMER and not name.startswith("ManageState."):
        assert not any(secret in seen.shown for secret in PRIVATE)
