"""Everything that the app imports is pinned, so that a fresh machine has it."""

import ast
import re
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# They come with, and in the version of, what is named.
COMES_WITH = {
    "markupsafe": "jinja2",
    "pydantic-core": "pydantic",
    "reflex-base": "reflex",
    "reflex-components-core": "reflex",
}


def pins(name: str) -> dict[str, str]:
    """Read a list of requirements: package → version."""
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    found = [re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==([^ ;]+)", line) for line in lines]
    given = [line for line in lines if line and not line.startswith("-r ")]
    assert len(given) == sum(match is not None for match in found), "every line is a pin"
    return {match[1].lower().replace("_", "-"): match[2] for match in found if match}


def imported(folder: Path) -> set[str]:
    """Name the outside packages that the modules of a folder import."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"sched_app", "tests", "benchmarks"}


def distributions(names: set[str]) -> set[str]:
    """Name the packages on PyPI that give these modules."""
    known = packages_distributions()
    found = {known.get(name, [name])[0].lower().replace("_", "-") for name in names}
    return {COMES_WITH.get(name, name) for name in found}


def test_what_the_app_imports_is_pinned():
    used = imported(ROOT / "sched_app") | imported(ROOT / "alembic")
    used |= {"fastapi_swagger", "httptools", "uvloop"}  # By name, and by uvicorn.

    assert distributions(used) - pins("requirements.txt").keys() == set()


def test_what_the_tests_import_is_pinned():
    used = imported(ROOT / "tests") | imported(ROOT / "benchmarks")
    given = pins("requirements.txt").keys() | pins("requirements-dev.txt").keys()

    assert distributions(used) - given == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_pinned_is_installed(name: str):
    wrong = {package: pin for package, pin in pins(name).items() if version(package) != pin}

    assert wrong == {}
