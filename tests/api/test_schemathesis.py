"""Every operation of the OpenAPI document, tried by schemathesis as owner, organizer and visitor.

It runs from an environment of its own, against a server of its own. The document is the server's;
examples of seeded rows are added to it, so that each operation can succeed.
"""

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sched_app.secrets_file import load_or_create
from tests.api import examples
from tests.conftest import migrate
from tests.e2e.support import Server
from tests.support import ground
from tests.support.ground import Ground

ROOT = Path(__file__).parent.parent.parent
TOOL = ROOT / ".venv-schemathesis" / "bin" / "schemathesis"
# They may end the sign-in that a run needs, so each has a run of its own.
END, END_ONE = "/api/v1/sign-ins/end", "/api/v1/sign-ins/{sign_in_id}/end"
METHODS = ("get", "post", "put", "delete")
# Fields are checked against rows too (a slug taken, a zone's name): there 422 is a right answer.
LEFT_OUT = "positive_data_acceptance"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Ground, Path]]:
    """A server on seeded rows, and its document with examples of them."""
    folder = tmp_path_factory.mktemp("schemathesis")
    settings = {"OPENHOURS_RATE_LIMITS": "false", "OPENHOURS_HOLDS_PER_BROWSER": "100000"}
    server = Server(folder, settings, options=("--api-only",))
    migrate(server.database)
    now = datetime.now(UTC).replace(microsecond=0)
    laid = ground.lay(server.database, now)
    with server.database.transaction() as session:
        maker = examples.Maker(session, laid, load_or_create(folder / "secrets.json"), now)
        found = examples.all_of(maker)
    server.start()
    found["renew"] = {"body": {"renewal_token": sign_in(server, laid.owner)["renewal_token"]}}
    found["end_sign_in"] = {"sign_in_id": sign_in(server, laid.owner)["sign_in_id"]}
    document = httpx.get(f"{server.url}/api/openapi.json").json()
    path = folder / "openapi.json"
    path.write_text(json.dumps(with_examples(document, found)))
    yield server, laid, path
    server.close()


def sign_in(server: Server, email: str) -> dict[str, str]:
    """Sign in through the API."""
    asked = {"email": email, "password": ground.PASSWORD}
    return httpx.post(f"{server.url}/api/v1/sign-ins", json=asked).raise_for_status().json()


def with_examples(document: dict[str, Any], found: dict[str, examples.Example]) -> dict[str, Any]:
    """Put examples into a document by operation id."""
    for operation in operations(document).values():
        example = found.pop(operation["operationId"], {})
        for parameter in operation.get("parameters", []):
            if parameter["name"] in example:
                parameter["example"] = example.pop(parameter["name"])
        if "body" in example:
            for content in operation["requestBody"]["content"].values():
                content["example"] = example["body"]
            del example["body"]
        assert example == {}, f"{operation['operationId']} has no {list(example)}"
    assert found == {}, f"there are no operations {list(found)}"
    return document


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """List a document's operations by method and path."""
    return {
        (method, path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def run(server: Server, document: Path, who: str, token: str, *options: str) -> Path:
    """Run schemathesis as someone; give its report, or fail with what it printed."""
    report = document.parent / who
    done = subprocess.run(
        [
            TOOL, "run", document, "--url", server.url, "--checks", "all",
            "--exclude-checks", LEFT_OUT, "--phases", "examples,coverage,fuzzing,stateful",
            "--max-examples", "5", "--seed", "1", "--continue-on-failure", "--no-color",
            "--suppress-health-check", "all", "--report", "har", "--report-dir", report,
            *(("-H", f"Authorization: Bearer {token}") if token else ()),
            *options,
        ],
        cwd=document.parent, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    (document.parent / f"{who}.txt").write_text(done.stdout + done.stderr)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
    return next(report.glob("har-*.json"))


def answered(report: Path, document: dict[str, Any]) -> dict[tuple[str, str], set[int]]:
    """List the statuses that each operation of a document answered in a run."""
    patterns = [
        (key, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(key[1])) + "$"))
        for key in sorted(operations(document), key=lambda key: key[1].count("{"))
    ]
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for entry in json.loads(report.read_text())["log"]["entries"]:
        method = entry["request"]["method"].lower()
        path = httpx.URL(entry["request"]["url"]).path
        for key, pattern in patterns:
            if key[0] == method and pattern.match(path):
                found[key].add(entry["response"]["status"])
                break
    return found


@pytest.mark.timeout(900)
def test_every_operation_keeps_its_document_and_succeeds_at_least_once(
    served: tuple[Server, Ground, Path],
) -> None:
    server, laid, path = served
    document = json.loads(path.read_text())
    assert TOOL.exists(), "`make test` makes .venv-schemathesis from requirements-schemathesis.txt"
    people = {"owner": laid.owner, "organizer": laid.organizer}
    tokens = {who: sign_in(server, email)["access_token"] for who, email in people.items()}
    leaving, ending = (sign_in(server, laid.owner)["access_token"] for _ in range(2))
    runs = [
        *(
            (who, token, "--exclude-path", END, "--exclude-path", END_ONE)
            for who, token in tokens.items()
        ),
        ("visitor", ""),
        ("leaving", leaving, "--include-path", END),
        ("ending", ending, "--include-path", END_ONE),
    ]
    with ThreadPoolExecutor(len(runs)) as pool:
        reports = list(pool.map(lambda one: run(server, path, *one), runs))

    statuses: dict[tuple[str, str], set[int]] = defaultdict(set)
    for report in reports:
        for key, found in answered(report, document).items():
            statuses[key] |= found
    never = [key for key in operations(document) if not any(s < 300 for s in statuses[key])]
    assert never == [], f"never answered 2xx: {never}"
    assert not any(status >= 500 for found in statuses.values() for status in found)
