"""Files in a folder: kept whole, private, and never outside of it."""

import stat

import pytest

from sched_app.errors import VendorError
from sched_app.integrations.local_files import LocalFiles


def test_a_file_is_kept_read_and_forgotten(tmp_path):
    files = LocalFiles(tmp_path / "files")

    files.put("logo/fi_1.png", b"one")

    path = tmp_path / "files" / "logo" / "fi_1.png"
    assert files.get("logo/fi_1.png") == b"one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["fi_1.png"]
    files.remove("logo/fi_1.png")
    files.remove("logo/fi_1.png")
    assert files.get("logo/fi_1.png") is None


@pytest.mark.parametrize(
    "key", ["../secrets.json", "logo/../../x", "/etc/passwd", "logo", "", "logo/A.png", "a/b\n"]
)
def test_a_key_that_leads_elsewhere_is_refused(tmp_path, key):
    with pytest.raises(ValueError, match="key"):
        LocalFiles(tmp_path).get(key)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "files").write_text("a file stands where the folder should be")

    with pytest.raises(VendorError):
        LocalFiles(tmp_path / "files").put("logo/x.png", b"x")
