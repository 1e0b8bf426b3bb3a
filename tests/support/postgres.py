"""A private PostgreSQL cluster for the tests, in a folder of its own, thrown away afterwards."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port


def binaries() -> Path | None:
    """Find the folder of PostgreSQL's programs: Debian's newest, else that of the search path."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(debian, key=lambda path: int(path.parent.name))
    if newest:
        return newest[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A running server; `url` names its maintenance database."""

    url: str
    folder: Path

    def database(self, name: str) -> str:
        """Give the address of one of its databases."""
        return self.url.rsplit("/", 1)[0] + "/" + name


def start() -> Cluster:
    """Start a cluster as the user `postgres` (who must own it when we are root), fast and unsafe.

    The folder lies directly under the temporary root: PostgreSQL cannot enter a parent of mode 700.
    """
    tools = binaries()
    if tools is None:
        raise RuntimeError("PostgreSQL is missing: install Debian's package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="openhours-pg-", dir="/tmp"))
    as_postgres = _becoming_postgres(folder)
    port = free_port()
    _run([*as_postgres, str(tools / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U",
          "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"])  # fmt: skip
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
        "-c max_connections=300 -c shared_buffers=64MB -c fsync=off -c full_page_writes=off"
    )
    if os.environ.get("OPENHOURS_TEST_DURABLE"):
        options = options.replace("-c fsync=off -c full_page_writes=off", "")
    control = [*as_postgres, str(tools / "pg_ctl"), "-D", str(folder / "data")]
    _run([*control, "-w", "-l", str(folder / "log"), "-o", options, "start"])

    def stop() -> None:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return Cluster(f"postgresql://postgres@127.0.0.1:{port}/postgres", folder)


def _becoming_postgres(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, cwd="/tmp"
    )
    if done.returncode:
        raise RuntimeError(f"{command[-1]} failed: {done.stdout[-500:]} {done.stderr[-500:]}")
