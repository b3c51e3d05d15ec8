"""Invented people. Nobody here is meant, and no number here can be a real person's.

Identity numbers add up (GB 11643-1999) but end in the serials 996-999, which were set apart for people over a hundred and are
held by nobody born since. Mobile numbers are invented: valid in form, of two blocks that end in four counted digits.
"""

import random
from dataclasses import replace
from datetime import date, timedelta
from zlib import crc32

from stdnum.cn import ric, uscc

from center.institution.models import Area
from intake.registration import PersonData, facts_of_id

DISTRICT = "320830"
SERIALS = {"female": ("996", "998"), "male": ("997", "999")}
MOBILE = ("1880000", "1890000")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤嵇"
GIVEN = {
    "male": "建国 志强 国庆 长林 文军 永红 春华 明 立新 荣德 成月 家宝 广平 爱民 宏伟 正祥 维忠 加林 如意 为民 宝山 金生 振兴 士杰 守义 浩然 俊宇 子豪 海涛 学军 卫东 怀玉 兆龙 乃成 从林 红兵 大勇 小平 树根 玉明",
    "female": "秀英 桂兰 玉梅 海燕 小芳 霞 琴 凤珍 翠莲 丽娟 素云 巧玲 艳萍 芳 佳慧 欣怡 雨婷 红梅 兰英 春香 秀兰 桂芳 玉珍 小红 雪琴 云霞 美玲 月娥 冬梅 淑华 晓燕 静 文娟 国珍 从兰 金凤 彩霞 莉 秋菊 慧敏",
}
GIVEN_NAMES = {sex: names.split() for sex, names in GIVEN.items()}
BACK_AGAIN = 0.14  # of visitors have been here before, with this or another matter
KEPT = 400  # of a township's visitors that may come again
HELP_FROM = 75
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(organisation: str) -> str:
    """A unified social credit code that adds up (GB 32100-2015) around an organisation code that does not (GB 11714): nobody's."""
    serial = f"99{crc32(organisation.encode()) % 1_000_000:06d}"
    check = -sum(int(digit) * weight for digit, weight in zip(serial, ORGANISATION_WEIGHTS, strict=True)) % 11
    body = f"91{DISTRICT}{serial}{(check + 1) % 10}"
    return body + uscc.calc_check_digit(body + "0")


class People:
    """Visitors and their opponents by township, each with a card, a phone and an address; some come again."""

    def __init__(self, chance: random.Random, today: date) -> None:
        self._chance, self._today = chance, today
        self._known: dict[str, list[PersonData]] = {}
        self._taken: set[str] = set()
        self._phones = 0

    def visitor(self, village: Area) -> PersonData:
        """Somebody of `village`, or one of its township who was here before."""
        known = self._known.setdefault(village.code[:9], [])
        if known and self._chance.random() < BACK_AGAIN:
            return self._chance.choice(known)
        person = self._somebody(village)
        if len(known) < KEPT:
            known.append(person)
        return person

    def opponent(self, village: Area) -> PersonData:
        """The other side as a visitor names it: mostly without a card, often with a phone."""
        person = self._somebody(village)
        if self._chance.random() < 0.75:
            person = replace(
                person,
                id_kind="none",
                id_number="",
                birth_date=None,
                no_id_reason="对方未到场",
                address="",
                special_help="",
            )
        return replace(person, phone="") if self._chance.random() < 0.3 else person

    def resident(self, village: Area, *, family: str = "", years: int | None = None) -> PersonData:
        """Somebody of `village` with a card, of this surname and about this age where they are given."""
        person = self._somebody(village, years)
        return replace(person, name=family + person.name[1:]) if family else person

    def _somebody(self, village: Area, years: int | None = None) -> PersonData:
        chance = self._chance
        sex = chance.choice(("male", "female"))
        number = self._number(sex, years)
        born = facts_of_id(number)[1]
        age = (self._today - born).days // 365
        return PersonData(
            name=self.name(sex),
            id_kind="111",
            id_number=number,
            sex=sex,
            birth_date=born,
            phone=self._phone(),
            address=f"{village.name}{chance.randint(1, 12)}组{chance.randint(1, 96)}号",
            area=village,
            special_help="elder"
            if age >= HELP_FROM and chance.random() < 0.7
            else "disabled"
            if chance.random() < 0.015
            else "",
        )

    def name(self, sex: str) -> str:
        """A name as people have them here."""
        surname = SURNAMES[int(len(SURNAMES) * self._chance.random() ** 1.8)]  # the first are the most common
        return surname + self._chance.choice(GIVEN_NAMES[sex])

    def _number(self, sex: str, years: int | None) -> str:
        while True:
            age = years + self._chance.random() if years else min(88.0, max(19.0, self._chance.gauss(49, 15)))
            born = self._today - timedelta(days=int(age * 365.25))
            body = f"{DISTRICT}{born:%Y%m%d}{self._chance.choice(SERIALS[sex])}"
            if body not in self._taken:
                self._taken.add(body)
                return body + ric.calc_check_digit(body + "0")

    def _phone(self) -> str:
        self._phones += 1
        return f"{MOBILE[self._phones // 10_000 % 2]}{self._phones % 10_000:04d}"
