"""Files in a folder of this machine."""

import os
import re
from pathlib import Path

from sched_app.errors import VendorError

_KEY = re.compile(r"[a-z0-9_]+(/[a-z0-9_.]+)+")


class LocalFiles:
    """Keeps each file under its key in one folder, readable by this user alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, data: bytes) -> None:
        """Write beside the place and rename, so that nobody ever reads half a file."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = path.with_name(f"{path.name}.part")
            with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as to:
                to.write(data)
            beside.replace(path)
        except OSError as fault:
            raise VendorError(f"the file cannot be kept: {fault}", permanent=False) from fault

    def get(self, key: str) -> bytes | None:
        """Read a file."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise VendorError(f"the file cannot be read: {fault}", permanent=False) from fault

    def remove(self, key: str) -> None:
        """Delete a file."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key) or ".." in key:
            raise ValueError("a key is made of plain words and slashes")
        return self._folder / key
