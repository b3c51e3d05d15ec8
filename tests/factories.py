"""Small things made quickly for tests; every person is invented, every ID number only valid by arithmetic."""

import io
import itertools
from datetime import date

from PIL import Image
from stdnum.cn import ric

from center.foundation.actor import SYSTEM, Actor
from center.institution import actors
from center.institution.lifecycle import appoint
from center.institution.models import Area, Center, Department, Desk, Posting, Role, User
from intake import lifecycle, routing
from intake.models import Case, MatterType
from intake.registration import PersonData, Registration, SideData

_serial = itertools.count(1)
BEGAN = date(2014, 12, 1)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "建国秀英桂兰志强玉梅海燕国庆小芳长林"


def id_number(serial: int | None = None, *, born: str = "19560317", district: str = "320830") -> str:
    """A resident's number that passes the checksum; the district and serial are arithmetic, the person is nobody."""
    body = f"{district}{born}{(serial or next(_serial)) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def person(**changes) -> PersonData:
    """An invented visitor with a valid card and a mobile number."""
    n = next(_serial)
    number = changes.pop("id_number", None) or id_number(n)
    sex, born, _district = (
        lambda x: ("male" if int(x[16]) % 2 else "female", date(int(x[6:10]), int(x[10:12]), int(x[12:14])), "")
    )(number)
    values = {
        "name": SURNAMES[n % 10] + GIVEN[n % 17] + GIVEN[(n // 17) % 17], "id_kind": "111", "id_number": number, "sex": sex, "birth_date": born,
        "phone": f"138{n % 100_000_000:08d}", "address": f"黄花塘村{n % 9 + 1}组{n % 90 + 1}号",
    }  # fmt: skip
    return PersonData(**{**values, **changes})


def registration(matter: str = "neighbour", **changes) -> Registration:
    """A quarrel over a yard, unless told otherwise; the other side is a named neighbour."""
    values = {
        "matter": MatterType.objects.get(key=matter), "person": person(),
        "others": (SideData(person=PersonData(name="李长林", no_id_reason="对方未到场")),),
        "narrative": "邻居砌墙占了两家中间的巷道，要求恢复原状。", "claim": "恢复原状",
    }  # fmt: skip
    return Registration(**{**values, **changes})


def make_case(by: Actor, desk: Desk, matter: str = "neighbour", **changes) -> Case:
    """A case registered at `desk`."""
    return lifecycle.register(registration(matter, **changes), desk=desk, by=by)


def send(case: Case, by: Actor, to_desk: Desk | None = None) -> Case:
    """Route as proposed, or to `to_desk`."""
    proposal = routing.propose(routing.question_of(case))
    lifecycle.route(
        case,
        to_desk=to_desk or proposal.desk,
        by=by,
        route=proposal.route,
        proposed_desk=proposal.desk,
        reason="" if to_desk is None else "当事人要求",
    )
    return case


def staff(
    username: str,
    desk: Desk,
    role: str = Role.CLERK,
    *,
    name: str = "",
    cleared: bool = False,
    accusations: bool = False,
    valid_from: date = BEGAN,
    valid_to: date | None = None,
) -> Posting:
    """A member of staff with one seat; signs in with the password `grüne-Tanne-7`."""
    user = User(username=username, name=name or username)
    user.set_password(PASSWORD)
    user.save()
    return appoint(
        user,
        desk=desk,
        role=role,
        badge=f"{desk.center.code}{user.pk:03d}",
        by=SYSTEM,
        valid_from=valid_from,
        valid_to=valid_to,
        cleared=cleared,
        accusations=accusations,
    )


def jpeg(size: tuple[int, int] = (60, 40), colour: str = "red", **options) -> bytes:
    """A small photo as a phone would send it."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG", **options)
    return content.getvalue()


PASSWORD = "gruene-Tanne-7"


def act(posting: Posting) -> Actor:
    """The actor that sits in this posting."""
    return actors.of(posting)


DESKS = [
    ("", "综合受理窗口", "Counter"), ("judicial", "人民调解室", "Mediation desk"), ("petitions", "信访接待室", "Petition desk"),
    ("governance", "综治网格工作室", "Comprehensive governance desk"), ("rule_of_law", "公共法律服务室", "Public legal service desk"),
    ("political_legal", "主任室", "Director's office"),
]  # fmt: skip


def small_county() -> dict[str, Center]:
    """A county with two townships, a village and a grid each, the specialist centers, and every desk. Gives centers by code."""
    departments = {
        key: Department.objects.create(key=key, name=name, name_en=name_en, order=order)
        for order, (key, name, name_en) in enumerate(
            [
                ("political_legal", "政法委", "Political-legal commission"), ("governance", "综治办", "Comprehensive governance office"),
                ("rule_of_law", "法治办", "Rule-of-law office"), ("judicial", "司法局", "Justice bureau"), ("petitions", "信访局", "Petition bureau"),
            ]
        )
    }  # fmt: skip
    county = Area.objects.create(
        code="320830000000", name="盱眙县", name_en="Xuyi County", level="county", valid_from=BEGAN
    )
    centers = {
        "XY": Center.objects.create(
            code="XY",
            name="盱眙县社会管理服务中心",
            name_en="Xuyi County Center",
            kind="county",
            area=county,
            phone="0517-88000000",
        )
    }
    for place, (code, short, name, name_en) in enumerate(
        [("320830108000", "HHT", "黄花塘镇", "Huanghuatang Town"), ("320830101000", "MB", "马坝镇", "Maba Town")]
    ):
        township = Area.objects.create(
            code=code, name=name, name_en=name_en, level="township", parent=county, valid_from=BEGAN
        )
        village = Area.objects.create(
            code=f"{code[:9]}201",
            name=f"{name[:-1]}村",
            name_en=f"{name_en} Village",
            level="village",
            parent=township,
            valid_from=BEGAN,
        )
        west = 118.5 + place * 0.1
        square = [[[[west, 33.0], [west + 0.05, 33.0], [west + 0.05, 33.05], [west, 33.05], [west, 33.0]]]]
        Area.objects.create(
            code=f"{village.code}001", name=f"{village.name}第1网格", name_en="Grid 1", level="grid", parent=village, valid_from=BEGAN,
            boundary={"type": "MultiPolygon", "coordinates": square}, lat=33.025, lng=west + 0.025, schematic=True,
        )  # fmt: skip
        centers[short] = Center.objects.create(
            code=short,
            name=f"{name}社会管理服务中心",
            name_en=f"{name_en} Center",
            kind="township",
            area=township,
            phone=f"0517-8800010{place}",
        )
    for short, kind, name, name_en, lead in [
        ("JT", "traffic", "交通事故调解中心", "Traffic accident mediation center", "judicial"),
        ("YH", "medical", "医患纠纷调解中心", "Medical dispute mediation center", "judicial"),
        ("ZF", "housing", "住房和征地拆迁调解中心", "Housing and expropriation mediation center", "judicial"),
        ("LF", "joint_reception", "涉法涉诉联合接访中心", "Joint reception center", "political_legal"),
        ("TD", "land_tribunal", "农村土地承包仲裁庭", "Rural land tribunal", "judicial"),
    ]:
        center = Center.objects.create(
            code=short, name=name, name_en=name_en, kind=kind, area=county, phone="0517-88000200"
        )
        centers[short] = center
        Desk.objects.create(center=center, name="接待窗口", name_en="Counter")
        Desk.objects.create(center=center, department=departments[lead], name="调处室", name_en="Mediation desk")
    for short in ("XY", "HHT", "MB"):
        for department, name, name_en in DESKS:
            Desk.objects.create(
                center=centers[short], department=departments.get(department), name=name, name_en=name_en
            )
    return centers


def desk(center: str, department: str = "") -> Desk:
    """The desk of a department at a center ("" for the counter)."""
    desks = Desk.objects.select_related("center", "department").filter(center__code=center)
    return desks.get(department__key=department) if department else desks.get(department=None)
