"""Quiet pages leave the memory and find their state again; busy ones stay."""

from pathlib import Path

import pytest
import reflex as rx
from reflex.istate.manager.disk import StateManagerDisk
from reflex.istate.manager.token import BaseStateToken

from sched_app.edge import states
from tests.support import loops


class Remembering(rx.State):
    """A state with something to lose."""

    word: str = ""


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateManagerDisk:
    """A manager that writes at once, into a folder of its own."""
    monkeypatch.setenv("REFLEX_STATES_WORKDIR", str(tmp_path))
    monkeypatch.setenv("REFLEX_STATE_MANAGER_DISK_DEBOUNCE", "0")
    return StateManagerDisk()


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_quiet_state_comes_back_from_disk(manager: StateManagerDisk, is_closed: bool):
    token = BaseStateToken(ident="tab", cls=rx.State)

    async def story() -> tuple[int, int, str]:
        async with manager.modify_state(token) as root:
            (await root.get_state(Remembering)).word = "kept"
        touched = manager._token_last_touched[token.cache_key][0]
        after = states.CLOSED_SECONDS if is_closed else states.QUIET_SECONDS
        tabs = () if is_closed else ("tab",)
        stayed = states.rest(manager, now=touched + after - 1, is_open=tabs)
        rested = states.rest(manager, now=touched + after + 1, is_open=tabs)
        assert not manager.states
        root = await manager.get_state(token)
        word = (await root.get_state(Remembering)).word
        await manager.close()
        return stayed, rested, word

    assert loops.run(story()) == (0, 1, "kept")
