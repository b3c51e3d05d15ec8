"""How a Chinese name is typed by those who do not write it: in full, and by its initials; surnames are read as surnames."""

from pypinyin import Style, lazy_pinyin

# Read otherwise as a surname than as a word.
SURNAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "单于": "chan yu", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu", "单": "shan", "曾": "zeng",
    "仇": "qiu", "解": "xie", "任": "ren", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge", "翟": "zhai", "缪": "miao", "华": "hua", "冼": "xian",
    "召": "shao", "折": "she", "乐": "yue", "黑": "he", "种": "chong", "秘": "bi", "谌": "chen", "覃": "qin", "员": "yun", "应": "ying", "宁": "ning",
    "葛": "ge", "纪": "ji", "过": "guo", "卜": "bu", "贾": "jia", "柏": "bai", "尹": "yin", "洗": "xian", "祭": "zhai", "重": "chong", "能": "nai",
}  # fmt: skip
LONGEST, INITIALS = 200, 30


def syllables(name: str) -> list[str]:
    """Each letter of the name as it is spoken, in small Latin letters."""
    name = name.strip()
    for length in (2, 1):
        if spoken := SURNAMES.get(name[:length]):
            return [*spoken.split(), *_plain(name[length:])]
    return _plain(name)


def full(name: str) -> str:
    """ "zhangsanfeng" """
    return "".join(syllables(name))


def initials(name: str) -> str:
    """ "zsf" """
    return "".join(part[0] for part in syllables(name) if part)[:INITIALS]


def both(name: str) -> str:
    """In full and by initials: "zhangsanfeng zsf"."""
    return f"{full(name)} {initials(name)}"[:LONGEST]


def _plain(text: str) -> list[str]:
    return [part.strip().lower() for part in lazy_pinyin(text, style=Style.NORMAL)]
