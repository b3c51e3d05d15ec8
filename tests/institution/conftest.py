import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

XUYI = Path(settings.ROOT) / "center" / "institution" / "data" / "xuyi"

SMALL = {
    "departments.csv": [
        "key,name,name_en,order",
        "judicial,司法局,Justice Bureau,1",
        "petitions,信访局,Petition Bureau,2",
    ],
    "divisions.csv": [
        "code,name,name_en,level,parent,from",
        "320830000000,盱眙县,Xuyi County,county,,2023-06-30",
        "320830108000,黄花塘镇,Huanghuatang Town,township,320830000000,2023-06-30",
        "320830108214,黄花塘村委会,Huanghuatang Village,village,320830108000,2023-06-30",
        "320830108001,新街居委会,Xinjie Community,village,320830108000,2023-06-30",
    ],
    "centers.csv": [
        "code,kind,area,name,name_en,address,phone,hours",
        "XY,county,320830000000,县中心,County Center,,,",
        "HHT,township,320830108000,镇中心,Town Center,,,",
    ],
    "desks.csv": [
        "center,department,name,name_en,window,phone",
        "HHT,,综合受理窗口,Counter,1,",
        "HHT,judicial,人民调解室,Mediation,2,",
    ],
    "staff.csv": [
        "username,name,center,department,role,badge,from,cleared",
        "clerk.hht,周小芳,HHT,,clerk,HHT-001,2023-07-01,no",
        "mediator.hht,陈建国,HHT,judicial,mediator,HHT-002,2023-07-01,yes",
    ],
}


@pytest.fixture
def xuyi():
    """The folder of the demonstration county."""
    return XUYI


@pytest.fixture
def folder(tmp_path):
    """A county of one township in five files; `folder.line("staff.csv", 2, "...")` writes one line anew (None takes it out)."""

    class Folder:
        path = tmp_path / "county"

        def __init__(self):
            self.path.mkdir()
            for name in SMALL:
                self.write(name, SMALL[name])

        def write(self, name, lines):
            (self.path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

        def line(self, name, number, text):
            lines = (self.path / name).read_text(encoding="utf-8").splitlines()
            lines[number - 1 : number] = [] if text is None else [text]
            self.write(name, lines)

    return Folder()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def rows():
    """The rows of a file of the demonstration county."""
    return lambda name: list(csv.DictReader((XUYI / name).read_text(encoding="utf-8").splitlines()))
