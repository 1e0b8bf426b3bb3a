"""CSV that a spreadsheet opens without running anything."""

import csv
import io

import pytest

from sched_app.services import csv_files


@pytest.mark.parametrize(
    "words", ["=1+1", "+41 44", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"]
)
def test_a_formula_is_made_a_text(words):
    (row,) = csv.reader(io.StringIO(csv_files.line([words]), newline=""))
    assert row == [f"'{words}"]


@pytest.mark.parametrize("words", ["plain", 'a "quoted" one', "a, b", "two\nlines", " spaced ", ""])
def test_other_words_come_back_as_they_were(words):
    (row,) = csv.reader(io.StringIO(csv_files.line([words, None, 7]), newline=""))
    assert row == [words, "", "7"]
