"""Keys are made once, kept for the owner alone, and never shown."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sched_app.secrets_file import Secrets, UnusableSecrets, load_or_create, parse_keys

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
OLD = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY"


def test_the_first_start_makes_a_key_that_only_the_owner_reads(tmp_path: Path):
    path = tmp_path / "data" / "secrets.json"

    made = load_or_create(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(made.keys[made.current]) == 32
    assert load_or_create(path) == made
    assert [entry.name for entry in path.parent.iterdir()] == ["secrets.json"]


def test_rival_starts_agree_on_one_key(tmp_path: Path):
    path = tmp_path / "secrets.json"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_or_create(path), range(24)))

    assert len({secrets.keys[secrets.current] for secrets in made}) == 1


def test_the_first_key_of_the_setting_signs_and_the_others_still_verify():
    given = parse_keys(f"new:{KEY}, old:{OLD}")

    assert given.current == "new"
    assert set(given.keys) == {"new", "old"}


@pytest.mark.parametrize("text", ["", "k1", "k1:short", f"k1:{KEY},k1:{OLD}", f"k.1:{KEY}", "k1:é"])
def test_an_unusable_setting_is_refused_without_quoting_it(text: str):
    with pytest.raises(UnusableSecrets) as refused:
        parse_keys(text)

    assert KEY not in str(refused.value)


def test_a_broken_file_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "secrets.json"
    path.write_text("{}")

    with pytest.raises(UnusableSecrets):
        load_or_create(path)

    assert path.read_text() == "{}"


def test_keys_do_not_show_in_a_repr():
    assert "01234" not in repr(Secrets({"k1": b"0123456789" * 4}, "k1"))
