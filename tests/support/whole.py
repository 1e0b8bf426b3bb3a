"""`make test`: what is missing is installed or named, then lint, types and every test.

`--soak` runs the long races, crashes and zones instead. SKIP=postgres,browser leaves parts out.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgres

ROOT = Path(__file__).parent.parent.parent
# Part → its name, and Debian's package.
PARTS = {"browser": ("Chromium", "chromium"), "postgres": ("PostgreSQL", "postgresql")}
LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)


def main(arguments: list[str]) -> int:
    """Run everything; give the exit code of the first step that failed."""
    started = time.monotonic()
    skipped = [part for part in os.environ.get("SKIP", "").replace(" ", "").split(",") if part]
    if unknown := set(skipped) - PARTS.keys():
        print(f"SKIP knows {', '.join(PARTS)}, not {', '.join(sorted(unknown))}")
        return 2
    if missing := [part for part in PARTS if part not in skipped and not _provide(part)]:
        for part in missing:
            name, package = PARTS[part]
            print(f"{name} is missing. Debian: apt-get install {package}. Without: SKIP={part}")
        return 2
    soak = "--soak" in arguments
    code = 0 if soak else _lint()
    if code == 0:
        with _postgres("postgres" in skipped):
            code = _tests(soak)
    print(f"{'soak' if soak else 'test'}: {time.monotonic() - started:.0f} s in all")
    if skipped:
        print(f"LEFT OUT by SKIP: {', '.join(skipped)}")
    return code


def _provide(part: str) -> bool:
    """Say whether a part is there; as root on Debian, install it first."""
    if _is_there(part):
        return True
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        name, package = PARTS[part]
        print(f"Installing {name} …", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "-q", "update"],
            ["apt-get", "-q", "install", "-y", "--no-install-recommends", package],
        ):
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stdout[-2000:], done.stderr[-2000:])
                return False
    return _is_there(part)


def _is_there(part: str) -> bool:
    if part == "postgres":
        return bool(os.environ.get("OPENHOURS_TEST_POSTGRES") or postgres.binaries())
    names = ("chromium", "chromium-browser", "google-chrome")
    return bool(os.environ.get("CHROMIUM") or any(map(shutil.which, names)))


def _lint() -> int:
    tools = Path(sys.executable).parent
    for name, *rest in LINT:
        print(f"{name} {' '.join(rest)}", flush=True)
        if code := subprocess.run([tools / name, *rest], cwd=ROOT, check=False).returncode:
            return code
    return 0


@contextmanager
def _postgres(left_out: bool) -> Iterator[None]:
    """Let all test processes share one cluster."""
    if not left_out and "OPENHOURS_TEST_POSTGRES" not in os.environ:
        os.environ["OPENHOURS_TEST_POSTGRES"] = postgres.start().url
    yield


def _tests(soak: bool) -> int:
    """Run pytest for each group; give the first exit code that is not 0."""
    # A browser's driver leaves an event loop running in its process: such tests have their own.
    # Two workers: the tests must fit two cores, and servers and browsers run beside them.
    two = ["-n", "2", "--dist", "loadfile"]
    groups = (
        [["tests/soak", "-s"]]
        if soak
        else [[*two, "--ignore=tests/soak", "--ignore=tests/e2e"], [*two, "tests/e2e"]]
    )
    codes = [
        subprocess.run([sys.executable, "-m", "pytest", *group], cwd=ROOT, check=False).returncode
        for group in groups
    ]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
