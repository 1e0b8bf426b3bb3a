"""Makes the browser's part by Reflex, once per state of the sources; `.build` is served.

`.web` is Reflex's workshop. A finished build is copied to `.build/<hash of the sources>` under a
temporary name and renamed, so that a server sees a whole build or none. The chunks of the build
before are kept beside it: a page that was opened before an update can still load its parts.
"""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sched_app import languages, logs, texts

ROOT = Path(__file__).resolve().parent.parent
# What a page is made of. The rest of the app (server, jobs, commands) may change without a build.
SOURCES = ("rxconfig.py", "requirements.txt", "assets", "sched_app")
NOT_PAGES = ("api", "demo", "edge", "integrations", "templates")
NOT_PAGE_FILES = ("server.py", "cli.py", "__main__.py", "jobs.py", "logs.py", "migrate.py", "db.py")
SUFFIXES = (".css", ".ico", ".js", ".json", ".jsx", ".png", ".po", ".py", ".svg", ".txt", ".woff2")
KEPT_BUILDS = 2


class BuildFailed(Exception):
    """Reflex or npm failed; the message holds the end of their output."""


def folder() -> Path:
    """Give the folder of the finished builds (OPENHOURS_BUILD_DIR, else `.build`)."""
    return Path(os.environ.get("OPENHOURS_BUILD_DIR") or ROOT / ".build").absolute()


def workshop() -> Path:
    """Give Reflex's working folder (REFLEX_WEB_WORKDIR, else `.web`)."""
    return Path(os.environ.get("REFLEX_WEB_WORKDIR") or ROOT / ".web").absolute()


def source_hash(root: Path = ROOT) -> str:
    """Hash the names and contents of all that a page is made of."""
    digest = hashlib.sha256(sys.version.split()[0].encode())
    for path in _sources(root):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def current() -> Path | None:
    """Give the finished build of the present sources, if there is one."""
    built = folder() / source_hash()
    return built if (built / "routes.json").is_file() else None


def ensure() -> Path:
    """Give the build of the present sources, making it if need be; raise BuildFailed."""
    if built := current():
        return built
    folder().mkdir(parents=True, exist_ok=True)
    with _lock(folder() / "lock") as lock:
        if built := current():  # Another process made it while we waited.
            return built
        name = source_hash()
        had_workshop = workshop().exists()
        try:
            _export(lock)
        except BuildFailed:
            # A build that was cut off can leave packages half installed: once more, from nothing.
            if not had_workshop:
                raise
            shutil.rmtree(workshop(), ignore_errors=True)
            _export(lock)
        return _publish(folder() / name)


def environment(*, built: Path | None = None, states: Path | None = None) -> dict[str, str]:
    """Give the variables under which Reflex builds, or (with `built`) runs without Node."""
    values = {
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_ENV_MODE": "prod",
        # The committed lock names no registry, so that a mirror can serve it.
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",
        # npm believes whom the machine believes: a company's proxy has its own authority.
        "NODE_USE_SYSTEM_CA": os.environ.get("NODE_USE_SYSTEM_CA", "1"),
        "NPM_CONFIG_REGISTRY": os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org/"),
        "REFLEX_WEB_WORKDIR": str(built or workshop()),
    }
    if not built:
        values[texts.MARKS] = "1"
    else:
        # Internal to Reflex: the pinned version and tests/test_server.py hold it.
        values["__REFLEX_SKIP_COMPILE"] = "true"
    if states:
        values["REFLEX_STATES_WORKDIR"] = str(states.absolute())
    return values


def patch(client: Path) -> int:
    """Make the browser dial the host that it came from, not the build's; count the changes."""
    changed = 0
    for path in client.glob("assets/reflex-env-*.js"):
        before = path.read_text(encoding="utf-8")
        after = re.sub(r"`ws://localhost:\d+", "`${location.origin.replace(/^http/,'ws')}", before)
        after = re.sub(r"`http://localhost:\d+", "`${location.origin}", after)
        if after != before:
            path.write_text(after, encoding="utf-8")
            Path(f"{path}.gz").write_bytes(gzip.compress(after.encode(), 9, mtime=0))
            changed += 1
    return changed


def _sources(root: Path) -> Iterator[Path]:
    package = root / "sched_app"
    for name in SOURCES:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if not path.is_file() or path.suffix not in SUFFIXES or "external" in path.parts:
                continue
            if path.is_relative_to(package):
                within = path.relative_to(package).parts
                if within[0] in NOT_PAGES or (len(within) == 1 and within[0] in NOT_PAGE_FILES):
                    continue
            yield path


@contextmanager
def _lock(path: Path) -> Iterator[int]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def _export(lock: int) -> None:
    tools = str(Path(sys.executable).parent)
    env = {
        **os.environ,
        **environment(),
        "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    command = [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]
    log = folder() / "build.log"
    with log.open("w") as out:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            pass_fds=(lock,),  # If we are killed, the lock is held until Reflex has ended too.
        )
    if done.returncode or not (workshop() / "build/client/index.html").is_file():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise BuildFailed(f"The build failed ({log}):\n{tail}")


def _publish(target: Path) -> Path:
    web = workshop()
    draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(web / "build" / "client", draft / "client")
    shutil.copytree(web / "backend", draft / "backend")
    shutil.copy2(web / "routes.json", draft / "routes.json")
    if not patch(draft / "client"):
        raise BuildFailed("reflex-env-*.js holds no address to replace: has Reflex changed?")
    languages.fill(draft)
    older = _finished(besides=target)
    if older and (older[0] / "client" / "t").is_dir():
        shutil.copytree(older[0] / "client" / "t", draft / "previous" / "t")
    draft.rename(target)
    for path in older[KEPT_BUILDS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
    logs.get().info("built", build=target.name)
    return target


def _finished(besides: Path) -> list[Path]:
    """Give the other finished builds, the newest first."""
    others = [path.parent for path in folder().glob("*/routes.json") if path.parent != besides]
    others = [path for path in others if not path.name.endswith(".draft")]
    return sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)
