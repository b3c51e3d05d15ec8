"""Rules that decide between two plausible matters, added to the score where a note says the words: what is asked for beats the background.

Few on purpose: each was kept because it helped on notes of writers whose own notes were left out of the training.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LabelRule:
    """Words (a pattern over the shape of a note), the matter they speak for, how strongly, and the sentence for the clerk."""

    key: str
    matter: str
    weight: float
    words: re.Pattern[str]
    why: Any


RULES = (
    LabelRule(
        "free_lawyer", "legal_aid", 4.0,
        re.compile(
            r"(?:免费|不要钱|不收费|不收钱|不花钱|公家|义务|指派|援助|派个?|白给)[^,。]{0,6}(?:律师|打官司)|法律援助|法援|律师[^,。]{0,8}(?:免费|请不起|出不起|没钱|掏不起|付不起|拿不出)"
            r"|(?:没钱|掏不起|付不起|请不起|出不起|无钱|无力)[^,。]{0,8}(?:律师|打官司|起诉|告|代理|辩护)|(?:替|帮)我[^,。]{0,3}(?:打官司|上法庭|上法院)|免费帮"
            r"|(?:指派|安排|派)[^,。]{0,6}(?:律师|辩护)"
        ),
        _("Asks for a lawyer or for help at court free of charge: legal aid, whatever the quarrel is about."),
    ),
    LabelRule(
        "whether_lawful", "legal_consultation", 3.0,
        re.compile(
            r"算不算|合不合(?:法|规)|犯不犯法|违不违法|是否(?:合法|有效|违法)|法律效力|作不作数|管不管用|有没有(?:效|用)[?。,]?$|法律(?:上|怎|有没有|是怎|规定)"
            r"|能不能(?:告|分|继承|要回|反悔)|有没有(?:权|份|资格|责任)|该不该(?:还|赔|给)|要不要(?:还|赔|负责|承担|担责)"
            r"|(?:违约|犯法|合法|有效|作数|算数|受保护|有责任|要坐牢|过时效)(?:吗|不|没|呢|么)"
        ),
        _("Asks what the law says: a legal question, whatever it is about."),
    ),
    LabelRule(
        "accuses", "whistleblowing", 1.5,
        re.compile(r"举报|检举|揭发|控告"),
        _("Accuses somebody of wrongdoing."),
    ),
    LabelRule(
        "vehicle", "traffic_accident", 0.7,
        re.compile(
            r"(?:车|摩托|三轮|拖拉机|骑)[^,。]{0,8}(?:撞|追尾|碰|刮|蹭|碾|轧|逃逸)|(?:撞|追尾|碰|刮|蹭|碾|轧)[^,。]{0,6}(?:车|摩托|三轮|拖拉机)"
        ),
        _("A moving vehicle did it."),
    ),
    LabelRule(
        "unpaid_help", "personal_injury", 1.0,
        re.compile(r"(?:无偿|义务|免费|白)帮(?:忙|工)|帮忙[^。]{0,15}(?:摔|伤|砸|断)"),
        _("Was hurt while helping without pay: not hired."),
    ),
)  # fmt: skip


def holding(shape: str) -> list[LabelRule]:
    """The rules whose words the note says."""
    return [rule for rule in RULES if rule.words.search(shape)]
