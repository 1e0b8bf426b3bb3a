"""Tables from spreadsheets are read whatever they are, and what is written runs nowhere."""

import csv
import io

import pytest

from sched_app.services import csv_files
from sched_app.services.csv_files import Unreadable

TEXT = 'Name;E-mail\r\nZoë Dupont;zoe@maison.example\r\n\r\n"Weiß; Karl";"a\nb"\r\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_table_is_read_in_any_encoding(encoding: str) -> None:
    table = csv_files.read(TEXT.encode(encoding), most=10)

    assert table.head == ("Name", "E-mail")
    assert table.rows == (("Zoë Dupont", "zoe@maison.example"), ("Weiß; Karl", "a\nb"))
    assert table.delimiter == ";"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_parted_by_any_delimiter(delimiter: str) -> None:
    text = f'a{delimiter}"b, c; d"\n1{delimiter}2\n'
    assert csv_files.read(text.encode(), most=10).rows == (("1", "2"),)


def test_rows_are_as_long_as_the_head_and_keep_their_numbers() -> None:
    table = csv_files.read(b"a,b\n\n1\n1,2,3\n", most=10)
    assert table.rows == (("1", ""), ("1", "2"))
    assert table.numbers == (3, 4)


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"\x00\x01\x02\x03PNG", b"\xff\xfe\x00", b'a,b\n"' + b"x" * 200_000]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        csv_files.read(content, most=10)


def test_more_rows_than_allowed_are_told_by_one_more() -> None:
    assert len(csv_files.read(b"a\n" + b"1\n" * 50, most=10).rows) == 11


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"]
)
def test_a_formula_is_defused_and_read_back_as_it_was(cell: str) -> None:
    written = csv_files.write(["Name"], [[cell]])
    (_, (shown,)) = csv.reader(io.StringIO(written.lstrip("\ufeff"), newline=""))
    assert shown == f"'{cell}"
    assert csv_files.read(written.encode(), most=9).rows == ((cell.strip(),),)


def test_other_cells_stay_as_they_are() -> None:
    assert csv_files.defused("O'Brien") == "O'Brien"
    assert csv_files.defused(None) == ""
    assert csv_files.defused(5) == "5"


@pytest.mark.parametrize("words", ["plain", 'a "quoted" one', "a, b", "two\nlines", " spaced ", ""])
def test_other_words_come_back_from_a_line_as_they_were(words: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_files.line([words, None, 7]), newline=""))
    assert row == [words, "", "7"]
