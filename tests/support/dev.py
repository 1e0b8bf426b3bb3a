"""`make dev`: serves, and starts again (building if pages changed) when a source changes."""

import signal
import subprocess
import sys
from pathlib import Path

from watchfiles import watch

ROOT = Path(__file__).parent.parent.parent


def main() -> None:
    """Serve until interrupted."""
    process = _serve()
    try:
        for _changes in watch(ROOT / "sched_app", ROOT / "assets", ROOT / "alembic"):
            _stop(process)
            process = _serve()
    except KeyboardInterrupt:
        print()
    finally:
        _stop(process)


def _serve() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "sched_app", "serve"], cwd=ROOT)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


if __name__ == "__main__":
    main()
