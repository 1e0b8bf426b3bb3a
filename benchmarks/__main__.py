"""All tables, or those named: `python -m benchmarks engine http`, say."""

import subprocess
import sys

TABLES = (
    "engine",
    "analytics",
    "calendar",
    "crowd",
    "customers",
    "http",
    "page",
    "pages",
    "process",
    "team",
)


def main(names: list[str]) -> int:
    """Run each table in a process of its own, so that none warms or burdens the next."""
    if unknown := set(names) - set(TABLES):
        print(f"There are {', '.join(TABLES)}, not {', '.join(sorted(unknown))}")
        return 2
    codes = {
        name: subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        for name in names or TABLES
    }
    short = [name for name, code in codes.items() if code]
    print(f"\nshort: {', '.join(short)}" if short else "\nEvery row is ok.")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
