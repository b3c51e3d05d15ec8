"""Workbooks that nobody should trust: each is refused with a sentence or its rows are told their faults; nothing is half done."""

import io
import random
import re
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from django.conf import settings
from openpyxl import Workbook, load_workbook

from intake.importing import package
from intake.models import Batch, BatchRow, Case, Visit
from tests.intake import workbook
from tests.intake.workbook import as_bytes, cells, packed, parts

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
NOISE = b"<!--" + random.Random(1).randbytes(package.CHUNK).hex().encode()  # does not pack well
GOOD = workbook.sheet  # made when a test runs: headings are in the language of the day


def good(*rows):
    return GOOD(*(rows or (cells("A1"),)))


def changed(name, change):
    """A good workbook of which one part is changed."""
    files = parts(good())
    return packed({**files, name: change(files[name])})


def added(**files):
    return packed({**parts(good()), **{name: content for name, content in files["files"].items()}})


def replaced(old, new, name=SHEET):
    return changed(name, lambda text: text.replace(old, new, 1))


def cell(value, kind="n"):
    """A good row whose second narrative cell holds this raw XML value."""
    return lambda text: text.replace(
        b"</row></sheetData>", f'<c r="L2" t="{kind}"><v>{value}</v></c></row></sheetData>'.encode(), 1
    )


def saved(change, *rows):
    """A good workbook after `change(book, page)`."""
    book = load_workbook(io.BytesIO(good(*rows)))
    change(book, book.active)
    return as_bytes(book)


def entity(declared, used="&a;"):
    return changed(
        SHEET,
        lambda text: text.replace(b"<worksheet", f"<!DOCTYPE x [{declared}]><worksheet".encode(), 1).replace(
            b"<sheetData>", b"<sheetData>" + used.encode(), 1
        ),
    )


def utf16(text):
    return (b'<?xml version="1.0" encoding="UTF-16"?>' + text[text.find(b"<worksheet") :]).decode().encode("utf-16")


def without_crc(content):
    """The check sum of every part is wrong."""
    files = bytearray(content)
    place = files.find(b"PK\x01\x02")
    while place >= 0:
        files[place + 16 : place + 20] = b"\x00\x00\x00\x01"
        place = files.find(b"PK\x01\x02", place + 4)
    return bytes(files)


def locked(content):
    """Every part says that it is encrypted."""
    files = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = files.find(mark)
        while place >= 0:
            flags = struct.unpack_from("<H", files, place + offset)[0]
            struct.pack_into("<H", files, place + offset, flags | 1)
            place = files.find(mark, place + 4)
    return bytes(files)


def lying(size):
    """A part that says it unpacks to few bytes and holds many."""
    content = bytearray(added(files={"xl/theme/big.xml": b"<a/>" + b" " * (30 << 20)}))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        (length,) = struct.unpack_from("<H", content, place + 28)
        if content[place + 46 : place + 46 + length] == b"xl/theme/big.xml":
            struct.pack_into("<I", content, place + 24, size)
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def headings(change):
    """A good workbook with other headings."""
    return saved(lambda _book, page: change(page))


# name: (content, the code of the refusal)
REFUSED = {
    "nothing": (lambda: b"", "empty_file"),
    "one byte": (lambda: b"P", "not_xlsx"),
    "text": (lambda: "姓名,电话\n王小明,13912345678\n".encode(), "not_xlsx"),
    "csv in gbk": (lambda: "姓名,电话\n王小明,13912345678\n".encode("gbk"), "not_xlsx"),
    "csv with byte order mark": (lambda: "\ufeff姓名,电话\n".encode(), "not_xlsx"),
    "a web page with an Excel name": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "not_xlsx"),
    "xml of Excel 2003": (lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "not_xlsx"),
    "old xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "not_xlsx"),
    "pdf": (lambda: b"%PDF-1.7\n" + b"\0" * 100, "not_xlsx"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_xlsx"),
    "gzip": (lambda: zlib.compress(good()), "not_xlsx"),
    "elf": (lambda: b"\x7fELF" + b"\0" * 100, "not_xlsx"),
    "an empty zip": (lambda: packed({}), "not_xlsx"),
    "head of a zip only": (lambda: b"PK\x03\x04", "unreadable"),
    "head and rubbish": (lambda: b"PK\x03\x04" + b"\xff" * 3000, "unreadable"),
    "cut in half": (lambda: good()[: len(good()) // 2], "unreadable"),
    "without its end": (lambda: good()[:-30], "unreadable"),
    "a zip of something else": (lambda: packed({"readme.txt": b"hello"}), "not_xlsx"),
    "docx": (lambda: packed({TYPES: b"<Types/>", "word/document.xml": b"<w/>"}), "not_xlsx"),
    "pptx": (lambda: packed({TYPES: b"<Types/>", "ppt/presentation.xml": b"<p/>"}), "not_xlsx"),
    "ods": (lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<o/>"}), "not_xlsx"),
    "jar": (lambda: packed({"META-INF/MANIFEST.MF": b"", "a.class": b"\xca\xfe\xba\xbe"}), "not_xlsx"),
    "xlsb": (lambda: packed({TYPES: b"<Types/>", "xl/workbook.bin": b"\0"}), "not_xlsx"),
    "locked": (lambda: locked(good()), "not_xlsx"),
    "a zip bomb of one part": (lambda: added(files={"xl/media/a.xml": b"\0" * (40 << 20)}), "bomb"),
    "a bomb of many parts": (lambda: added(files={f"xl/b{n}.xml": b" " * (1 << 20) for n in range(60)}), "bomb"),
    "a sheet that is a bomb": (lambda: replaced(b"</sheetData>", b" " * (45 << 20) + b"</sheetData>"), "bomb"),
    "strings that are a bomb": (lambda: added(files={"xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 3_000_000 + b"</sst>"}), "bomb"),
    "a size that lies": (lambda: lying(10), "unreadable"),
    "a part whose check sum is wrong": (lambda: without_crc(good()), "unreadable"),
    "a thousand parts": (lambda: added(files={f"xl/x{n}.txt": b"" for n in range(1000)}), "unreadable"),
    "a part twice": (lambda: packed([*parts(good()).items(), (SHEET, b"<worksheet/>")]), "unreadable"),
    "a part twice in other letters": (lambda: added(files={SHEET.upper(): b"<worksheet/>"}), "unreadable"),
    "a path upwards": (lambda: added(files={"../../etc/cron.d/x": b"* * * * *"}), "unreadable"),
    "a path upwards with backslashes": (lambda: added(files={"xl\\..\\..\\x": b""}), "unreadable"),
    "an absolute path": (lambda: added(files={"/etc/passwd": b""}), "unreadable"),
    "a billion laughs": (lambda: entity('<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9))), "unreadable"),
    "a quadratic blow-up": (lambda: entity(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 1000), "unreadable"),
    "an entity that reads a file": (lambda: entity('<!ENTITY a SYSTEM "file:///etc/passwd">'), "unreadable"),
    "an entity from the net": (lambda: entity('<!ENTITY a SYSTEM "http://169.254.169.254/">'), "unreadable"),
    "a parameter entity": (lambda: entity('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', ""), "unreadable"),
    "a document type alone": (lambda: entity("", ""), "unreadable"),
    "entities in the strings": (lambda: added(files={"xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY a "x">]><sst><si><t>&a;</t></si></sst>'}), "unreadable"),
    "entities in the relations": (lambda: changed("_rels/.rels", lambda text: b'<!DOCTYPE s [<!ENTITY a "x">]>' + text), "unreadable"),
    "entities over the edge of a piece": (lambda: changed(SHEET, lambda text: NOISE[: package.CHUNK - 4] + b'<!DOCTYPE s [<!ENTITY a "x">]>' + text), "unreadable"),
    "a sheet in UTF-16": (lambda: changed(SHEET, utf16), "unreadable"),
    "a sheet that says UTF-7": (lambda: changed(SHEET, lambda text: b'<?xml version="1.0" encoding="UTF-7"?>' + text[text.find(b"<worksheet") :]), "unreadable"),
    "macros": (lambda: added(files={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "macros"),
    "macros by type": (lambda: replaced(b"spreadsheetml.sheet.main", b"vnd.ms-excel.sheet.macroEnabled.main", TYPES), "macros"),
    "macros of Excel 4": (lambda: added(files={"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
    "an ActiveX control": (lambda: added(files={"xl/activeX/activeX1.xml": b"<x/>"}), "macros"),
    "a link to another workbook": (lambda: added(files={"xl/externalLinks/externalLink1.xml": b"<x/>"}), "tied_to_others"),
    "a link to a database": (lambda: added(files={"xl/connections.xml": b"<connections/>"}), "tied_to_others"),
    "a query": (lambda: added(files={"xl/queryTables/queryTable1.xml": b"<x/>"}), "tied_to_others"),
    "an object inside": (lambda: added(files={"xl/embeddings/oleObject1.bin": b"MZ"}), "tied_to_others"),
    "a sheet that is no xml": (lambda: changed(SHEET, lambda _text: b"not xml at all"), "unreadable"),
    "a sheet that breaks off": (lambda: changed(SHEET, lambda text: text[: len(text) // 2]), "unreadable"),
    "an empty sheet part": (lambda: changed(SHEET, lambda _text: b""), "unreadable"),
    "a workbook without sheets": (lambda: changed("xl/workbook.xml", lambda text: text.replace(b"<sheets>", b"<sheets/><x>").replace(b"</sheets>", b"</x>")), "no_header"),
    "a string that is not there": (lambda: changed(SHEET, cell("99999", "s")), "unreadable"),
    "a string with a negative place": (lambda: changed(SHEET, cell("text", "s")), "unreadable"),
    "not a number": (lambda: changed(SHEET, cell("NaN")), "unreadable"),
    "relations that lead nowhere": (lambda: changed("xl/_rels/workbook.xml.rels", lambda text: text.replace(b"worksheets/sheet1.xml", b"worksheets/none.xml")), "no_header"),
    "no relations": (lambda: packed({name: content for name, content in parts(good()).items() if "workbook.xml.rels" not in name}), "unreadable"),
    "no types": (lambda: packed({name: content for name, content in parts(good()).items() if name != TYPES}), "not_xlsx"),
    "no headings": (lambda: as_bytes(Workbook()), "no_header"),
    "headings of another table": (lambda: headings(lambda page: [setattr(one, "value", f"字段{one.column}") for one in page[1]]), "no_header"),
    "headings in the tenth row": (lambda: headings(lambda page: page.insert_rows(1, 9)), "no_header"),
    "a heading nearly right": (lambda: headings(lambda page: setattr(page["B1"], "value", "姓 名字")), "wrong_header"),
    "a heading twice": (lambda: headings(lambda page: setattr(page["K1"], "value", page["B1"].value)), "wrong_header"),
    "a needed heading missing": (lambda: headings(lambda page: page.delete_cols(10)), "wrong_header"),
    "a column nobody knows": (lambda: headings(lambda page: page.cell(1, 21, "密级")), "wrong_header"),
    "a hundred columns": (lambda: headings(lambda page: [page.cell(1, n, f"列{n}") for n in range(21, 120)]), "too_many_columns"),
    "only headings": (lambda: GOOD(), "no_rows"),
    "only blanks below": (lambda: headings(lambda page: [page.cell(2, n, "   ") for n in range(1, 21)]), "no_rows"),
    "merged cells": (lambda: saved(lambda _book, page: page.merge_cells("B2:B4")), "merged_cells"),
    "merged headings": (lambda: saved(lambda _book, page: page.merge_cells("A1:A2")), "merged_cells"),
    "every sheet hidden": (lambda: saved(lambda book, _page: [book.create_sheet("空"), setattr(book.worksheets[0], "sheet_state", "hidden")]), "no_header"),
    "thirty sheets": (lambda: saved(lambda book, _page: [book.create_sheet(f"s{n}") for n in range(30)]), "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_a_sentence_and_nothing_is_kept(clerk, sign_in, name):
    make, code = REFUSED[name]
    content = make()
    began = time.monotonic()
    tracemalloc.start()
    answer = sign_in(clerk).post("/import/", {"source": "hotline", "client_key": "h", "file": workbook.file(content)})
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 422, name
    text = answer.content.decode()
    (sentence,) = answer.context["form"].errors["file"]
    assert sentence in text.replace("&quot;", '"') or len(sentence) > 5
    assert "Traceback" not in text and not sentence.isascii(), "said in the language of the page"
    with pytest.raises(Exception) as refusal:
        list(workbook_lines(content))
    assert getattr(refusal.value, "code", None) == code, name
    assert (
        not Batch.objects.exists()
        and not BatchRow.objects.exists()
        and not Case.objects.exists()
        and not Visit.objects.exists()
    )
    assert most < 200 << 20 and time.monotonic() - began < 60


def workbook_lines(content):
    from intake.importing import sheet

    return sheet.read(io.BytesIO(content), size=len(content))


def test_the_nearest_heading_is_suggested():
    with pytest.raises(Exception) as refusal:
        list(workbook_lines(REFUSED["a heading nearly right"][0]()))
    assert "“姓 名字”" in str(refusal.value) and "“姓名”" in str(refusal.value)


def test_a_file_larger_than_the_limit_is_not_opened(clerk, sign_in, settings):
    settings.IMPORT_MAX_BYTES = 1000
    answer = sign_in(clerk).post("/import/", {"source": "hotline", "file": workbook.file(good())})
    assert answer.status_code == 422 and not Batch.objects.exists()


def test_more_rows_than_the_limit_are_refused_whole(clerk, sign_in, settings):
    settings.IMPORT_MAX_ROWS = 3
    answer = sign_in(clerk).post(
        "/import/", {"source": "hotline", "file": workbook.file(good(*(cells() for _n in range(4))))}
    )
    assert answer.status_code == 422 and not BatchRow.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.xlsx", "x" * 300 + ".xlsx", "表\u202exslx.exe", "con.xlsx", "<script>.xlsx", "macro.xlsm", "no ending"])  # fmt: skip
def test_the_name_of_a_file_decides_nothing(clerk, sign_in, name):
    answer = sign_in(clerk).post(
        "/import/", {"source": "hotline", "client_key": "n", "file": workbook.file(good(), name)}
    )
    assert answer.status_code == 302 and Batch.objects.count() == 1


# -- files that are read: what is wrong is a fault of the row -------------------------------------------------------------

ROWS = {
    "a number rounded by Excel": (saved, lambda _book, page: setattr(page["D2"], "value", 320830199001010014), [("id_number", "rounded")]),
    "a phone as a number": (saved, lambda _book, page: setattr(page["F2"], "value", 13912345678), []),
    "a phone with a point": (saved, lambda _book, page: setattr(page["F2"], "value", 13912345678.5), [("phone", "invalid")]),
    "a date in a text": (saved, lambda _book, page: setattr(page["K2"], "value", __import__("datetime").datetime(2026, 1, 2)), []),
    "a date for a count": (saved, lambda _book, page: setattr(page["L2"], "value", __import__("datetime").date(2026, 1, 2)), [("people_count", "date_here"), ("people_count", "not_understood")]),
    "infinity": (changed, (SHEET, cell("1E400")), [("people_count", "not_a_number")]),
    "a huge number": (changed, (SHEET, cell("9" * 40)), [("people_count", "rounded")]),
    "an error of Excel": (changed, (SHEET, cell("#N/A", "e")), [("people_count", "cell_error")]),
    "a true for a count": (changed, (SHEET, cell("1", "b")), []),
    "thirty thousand characters": (saved, lambda _book, page: setattr(page["J2"], "value", "长" * 30_000), [("narrative", "too_long")]),
    "a text that begins as a formula": (good, {"narrative": "=HYPERLINK(\"http://x\",\"y\") 邻居占用巷道"}, []),
    "a text that begins with plus": (good, {"narrative": "+1 邻居占用巷道"}, []), "a text that begins with at": (good, {"narrative": "@SUM(1) 邻居占用巷道"}, []),
    "a text that begins with an apostrophe": (good, {"name": "'王小明"}, []),
    "markup in a name": (good, {"name": "<b>王</b>"}, [("name", "invalid")]), "markup in a text": (good, {"narrative": "<script>alert(1)</script> 邻居占用巷道"}, []),
    "a name right to left": (good, {"name": "王\u202e小明"}, [("name", "invalid")]), "invisible signs in a number": (good, {"id_number": "3208\u200b30199001010014"}, [("id_number", "invalid")]),
    "full-width digits": (good, {"phone": "１３９１２３４５６７８"}, []), "an emoji for a name": (good, {"name": "😀"}, [("name", "invalid")]),
    "line breaks in a name": (good, {"name": "王\n小明"}, []), "a matter by its key": (good, {"matter": "neighbour"}, []),
    "another township's village": (good, {"area": "马坝村"}, [("area", "not_understood")]), "words for yes": (good, {"urgent": "YES"}, []),
    "a formula with a value": (changed, (SHEET, lambda text: text.replace(b"</row></sheetData>", b'<c r="L2"><f>1+1</f><v>2</v></c></row></sheetData>', 1)), []),
    "a formula without a value": (changed, (SHEET, lambda text: text.replace(b"</row></sheetData>", b'<c r="L2"><f>WEBSERVICE("http://x")</f></c></row></sheetData>', 1)), []),
    "a value under no heading": (changed, (SHEET, lambda text: text.replace(b"</row></sheetData>", b'<c r="Z2"><v>7</v></c></row></sheetData>', 1)), [("", "no_heading")]),
    "a cell at the far end": (changed, (SHEET, lambda text: text.replace(b"</row></sheetData>", b'<c r="XFD2"><v>7</v></c></row></sheetData>', 1)), []),
    "a million rows declared": (changed, (SHEET, lambda text: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', text)), []),
    "a row a million further on": (changed, (SHEET, lambda text: text.replace(b"</sheetData>", b'<row r="1048576"><c r="B1048576" t="n"><v>1</v></c></row></sheetData>', 1)), []),
    "a row at the end of the world": (changed, (SHEET, lambda text: text.replace(b"</sheetData>", b'<row r="99999999999999"><c r="B2" t="n"><v>1</v></c></row></sheetData>', 1)), []),
    "a merged title above the headings": (saved, lambda _book, page: [page.insert_rows(1, 2), setattr(page["A1"], "value", "2026年11月转办件"), page.merge_cells("A1:J1")], []),
    "headings in English": (saved, lambda _book, page: [setattr(page["B1"], "value", "Name *"), setattr(page["F1"], "value", "phone")], []),
    "headings with line breaks": (saved, lambda _book, page: setattr(page["J1"], "value", "事情\n经过"), []),
    "a second sheet": (saved, lambda book, _page: book.create_sheet("别的").append(["x", "y"]), []),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_it_is_read_and_its_row_told_what_is_wrong(clerk, name):
    make, change, expected = ROWS[name]
    content = (
        good(cells("A1", **change)) if make is good else make(*change) if isinstance(change, tuple) else make(change)
    )
    batch = workbook.bring(clerk, content)
    (row,) = batch.rows.all()
    assert [(one["column"], one["code"]) for one in row.faults] == expected, row.faults
    assert row.state == ("faulty" if expected else "ready")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "'=1", "=cmd|' /C calc'!A0"])
def test_what_goes_out_again_is_never_a_formula(clerk, sign_in, text):
    batch = workbook.bring(clerk, good(cells("A1", phone="12", claim=text)))
    answer = sign_in(clerk).get(f"/import/{batch.pk}/faults/")
    for name, content in parts(answer.content).items():
        assert b"<f>" not in content, name
    page = load_workbook(io.BytesIO(answer.content)).active
    assert all(one.data_type in ("s", "inlineStr", "n") for row in page for one in row) and page[
        "K2"
    ].value == text.strip().removeprefix("'")


def test_a_workbook_that_breaks_off_in_its_ten_thousandth_row_leaves_nothing(clerk, sign_in):
    files = parts(good(*(cells(f"A{n}") for n in range(300))))
    text = files[SHEET]
    content = packed({**files, SHEET: text[: text.rfind(b"<row")] + b"<row r='x"})
    answer = sign_in(clerk).post("/import/", {"source": "hotline", "file": workbook.file(content)})
    assert answer.status_code == 422 and not Batch.objects.exists() and not BatchRow.objects.exists()


def test_there_are_enough_of_them():
    assert len(REFUSED) + len(ROWS) >= 100


def test_a_stored_part_is_as_good_as_a_packed_one(clerk):
    batch = workbook.bring(clerk, packed(parts(good()), compression=zipfile.ZIP_STORED))
    assert batch.rows.get().state == "ready" and settings.IMPORT_MAX_UNPACKED > 0
