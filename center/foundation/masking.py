"""How personal data looks to those who need not read it: enough to know the right person by, no more. Pure functions."""

import re

COMPOUND_SURNAMES = re.compile(
    "欧阳|上官|司马|司徒|司空|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|"
    "端木|南宫|独孤|轩辕|钟离|闾丘|濮阳|淳于|单于|申屠|公冶|太史|澹台|东郭|西门|"
    "呼延|赫连|百里|第五|完颜|万俟|闻人|宗政|左丘|梁丘|谷梁|拓跋|纳兰|叶赫"
)
STAR = "*"
MOST_STARS = 3  # a long name does not tell its length
VILLAGE = re.compile(r"村民委员会|居民委员会|村委会|居委会|社区(?!路|街|服务|卫生)|村(?!路|街|道|镇|乡|巷|大道|民)")


def mask_name(name: str) -> str:
    """A person's name with the surname only: 张三丰 → 张**, 欧阳修 → 欧阳*, a single character → *."""
    name = name.strip()
    if len(name) < 2:
        return STAR * len(name)
    shown = 2 if len(name) > 2 and COMPOUND_SURNAMES.match(name) else 1
    return name[:shown] + STAR * min(len(name) - shown, MOST_STARS)


def mask_id(number: str) -> str:
    """The area and the last four characters of an identity number; of shorter documents two at each end."""
    number = number.strip()
    ends = (6, 4) if len(number) >= 15 else (2, 2)
    return _middle(number, *ends)


def mask_phone(phone: str) -> str:
    """138****5678; of a landline the code before and the last four after, of a short number the last two."""
    phone = phone.strip()
    if len(phone) >= 11:
        return phone[:-8] + STAR * 4 + phone[-4:]
    return _middle(phone, 0, 2)


def mask_address(text: str) -> str:
    """An address down to its village or residents' committee, else its first six characters, or half of a short one."""
    text = text.strip()
    found = VILLAGE.search(text)
    if found:
        return text[: found.end()] + (STAR * 3 if text[found.end() :] else "")
    return text[: min(6, len(text) // 2)] + STAR * 3 if text else ""


def _middle(text: str, first: int, last: int) -> str:
    """`text` with stars for all but its ends; all stars when more than half of it would be shown and it is short."""
    hidden = len(text) - first - last
    if hidden < 3:
        return STAR * len(text)
    return text[:first] + STAR * hidden + text[-last:]
