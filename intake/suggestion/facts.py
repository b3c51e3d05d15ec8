"""What routing asks besides the matter, read from the words: how many people, where the other side is, whether money is asked."""

import re
from dataclasses import dataclass

GROUP = 5  # more than this many is a group: routing's row "large_group"; only numbers above it are worth offering
MOST = 99_999

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
TENS = {"十": 10, "百": 100, "千": 1000}
_N = "零〇一二两三四五六七八九"

NUMBER = rf"\d+|上[百千]|[好几]?几[十百千]|[{_N}十百千]+几?|百十|几"
ROUND = "来|多|余|几|把|好几|大几|以上"
# What people are counted with. A bare 个 or 名 counts people only with one of PEOPLE close behind it, or 都来/一起 after it.
PEOPLE = (
    "人|业主|村民|居民|住户|农户|户主|租户|商户|摊主|工人|民工|农民工|员工|职工|工友|同事|同行|伙计|师傅|老师|教师|学员|会员|家长|学生|顾客|消费者|乘客|"
    "股东|投资|储户|司机|骑手|保安|保洁|护工|妇女|妇人|老人|老头|老太|老乡|乡亲|邻居|小工|木工|瓦工|瓦匠|木匠|电工|焊工|矿工|渔民|养殖户|种植户|菜农|果农|"
    "女工|男工|临时工|零工|兄弟们|姐妹们|大姐|婆娘|受害|受骗|客人|客户|游客|店员|营业员|服务员|厨师|队员|班组|代表|家属|亲属|老板|老客|买家|车主|股民|人员"
)
COUNTED = re.compile(
    rf"(?P<near>近|约|大约|将近|上|共|总共|一共|有)?(?P<number>{NUMBER})(?P<round>{ROUND})?"
    rf"(?:(?P<homes>户|家(?!医院|公司|银行|单位|部门|工厂|诊所|机构|饭店|酒店|超市))|(?P<heads>口子?人?)|(?P<people>人)|"
    rf"(?:[个名位号](?P<what>{PEOPLE}|[^,。个月年天小]{{1,4}}(?:{PEOPLE}))|[个号名](?P<all>(?=都|一起|全|一块|联名|一齐|人|女的|男的|孩子|子女|姐妹|大人|学生|老姐妹|老兄弟))|(?P<whom>业主|村民|工人|农民工|民工|员工|家长|住户|会员|学员|老乡|工友|司机)))"
)
FAMILY_BEFORE = re.compile(
    r"(?:一家|全家|家里|家中|我家|俺家|他家|她家|一大家|老少|祖孙|生了|养了|三代|[老大]小|嫁|亲)(?:人|子|老小|老少)?[有共]?$"
)
FAMILY_BEHIND = re.compile(r"^(?:之家|同住|的口粮|的地|的户口|地|田|口粮|一家|吃饭|挤|住|要养|靠)")
TOGETHER = re.compile(
    r"(?:姐妹|姊妹|兄弟|弟兄|兄妹|妯娌|我们|咱们|乡亲们?|儿女|工友们?)(?P<number>[六七八九十]|十[一二三四五六七八九几])个"
)
COMING = re.compile(r"我们|咱们|一起|联名|都来|来访|代表|反映|共同|集体|齐来|来了|找来|堵|拉着")
WHOLE = re.compile(
    r"全村人?(?:都|一起)|全组人|整栋楼|全小区|全体业主|全体员工|全厂(?:人|工人|职工)|各家各户|家家户户都|一车人|一帮人|大伙一起|一大群人?|全班组|整个班组|几十号"
)

PROVINCES = "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙古?|香港|澳门|台湾"
CITIES = (
    "南京|苏州|无锡|常州|镇江|扬州|泰州|南通|盐城|淮安|连云港|徐州|宿迁|昆山|张家港|常熟|江阴|宜兴|杭州|宁波|温州|嘉兴|湖州|绍兴|金华|义乌|台州|合肥|芜湖|蚌埠|滁州|天长|明光|"
    "马鞍山|阜阳|六安|凤阳|来安|济南|青岛|临沂|枣庄|济宁|郑州|商丘|武汉|长沙|南昌|福州|厦门|泉州|莆田|广州|深圳|东莞|佛山|中山|珠海|成都(?!没|不|是|给|要|被|得|分)|西安|沈阳|大连|哈尔滨|石家庄|洪泽|金湖|泗洪|泗阳|沭阳|涟水|宝应|高邮|江都"
)
AWAY = re.compile(
    r"外省|外地|外县|外市|外乡镇|外镇|外乡|邻县|邻市|邻省|邻镇|隔壁县|隔壁市|隔壁镇|隔壁乡|隔壁省|省外|市外|县外|境外|国外|省城|外国|别的县|别的镇|别的乡镇|别的省|另一个县|另一个镇|另一个乡|另一个市|"
    r"旁边县|旁边市|别县|别镇|他县|他镇|外头(?:公司|老板|那家|厂)|总部|总公司|" + PROVINCES + "|" + CITIES
)
# Somebody who came from elsewhere, or the place of something that is not the other side.
NOT_THE_OTHER = re.compile(
    r"外地(?:务工|打工|民工|人员|媳妇|来|嫁|牌|口音|人来|读书|上学)|(?:外出|去外地|到外地|在外地|去外省|在外省)(?:打工|务工|做工|干活|上班|上学|工作)(?:回|归|多年|期间|时)|异地|外地户口|"
    r"(?:跑|去了|搬到|调往|迁到|带走孩子去了)(?:外地|外省)(?!公司|老板)|(?:我|俺|本人|儿子|女儿|闺女|孩子|丈夫|老公|子女)(?:人|们|都)?(?:在|去|到)(?:外地|外省|上海|南京|北京|苏州|无锡|广东|浙江)"
)
ONLINE = re.compile(
    r"网店|淘宝|拼多多|京东|闲鱼|直播间|主播|网购|抖音|快手|微商|网贷|网上(?:买|订|购|报|交|下单|店|借)|网络平台|平台(?:客服|不退|方)"
)
PAYMENT = re.compile(
    r"(?:要|叫|让|得|想|该|应|求|请求|应当|必须|由)[^,。不]{0,9}(?:赔|补偿|掏钱|出钱|拿钱|付钱|给钱|承担(?:全部)?(?:损失|费用|责任)|付.{0,4}费)|索赔|赔偿(?:损失|款|金)?|赔我|赔俺|赔咱|赔给|照价|赔多少|"
    r"(?:要|叫|让)[他它厂她][^,。]{0,3}(?:认|补)(?!错)|(?:收成|损失|苗钱)[^,。]{0,3}(?:他|厂|老板)?要?(?:认|补)|(?:不|没|不肯|不愿|拒绝|不想|不给)赔|补偿损失|谁(?:来)?赔|赔不赔|赔点|赔[一二两三四五六七八九十几百千万\d]|给我个数|损失(?:谁|找谁|由)|讨个?损失|折价|(?:给|出|拿)[一二两三四五六七八九十几\d]+[千万百]"
)


@dataclass(frozen=True)
class Facts:
    """How many people, 1 where the words name no group; whether the other side is outside the township; whether it is asked to pay."""

    people_count: int = 1
    opponent_outside: bool = False
    claims_payment: bool = False
    coming: bool = False  # whether the words say that the group itself stands here
    people_words: str = ""
    outside_words: str = ""
    payment_words: str = ""


def read(text: str) -> Facts:
    """The facts that a note tells. `text` is normalised (`intake.suggestion.words.plain`)."""
    people, people_words = _people(text)
    outside = _outside(text)
    payment = PAYMENT.search(text)
    return Facts(
        people_count=people, people_words=people_words, coming=people > GROUP and COMING.search(text) is not None, opponent_outside=bool(outside), outside_words=outside,
        claims_payment=payment is not None, payment_words=payment[0] if payment else "",
    )  # fmt: skip


def number(text: str) -> int:
    """A number as it is written or spoken: 12, 十二, 二十多, 七八 (the larger), 几十 (the fewest that it can mean).

    0 for 几 alone, which is fewer than a group.
    """
    if text.isdigit():
        return min(int(text[:6]), MOST)
    text = text.lstrip("好上")
    if text in ("几", ""):
        return 0
    if text == "百十":
        return 100
    if text.startswith("几"):
        return 2 * TENS[text[1]]
    total, digit = 0, 0
    for sign in text.rstrip("几"):
        if sign in DIGITS:
            digit = max(DIGITS[sign], digit) if digit and DIGITS[sign] - digit == 1 else DIGITS[sign]
        else:
            total += (digit or 1) * TENS[sign]
            digit = 0
    return min(total + digit + (1 if text.endswith("几") else 0), MOST)


def _people(text: str) -> tuple[int, str]:
    best, words = 1, ""
    for match in COUNTED.finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if match["heads"] and (FAMILY_BEFORE.search(before) or FAMILY_BEHIND.search(behind)):
            continue
        if match["people"] and FAMILY_BEFORE.search(before):
            continue
        counted = number(match["number"])
        if counted > best:
            best, words = counted, match[0]
    for match in TOGETHER.finditer(text):
        if number(match["number"]) > best:
            best, words = number(match["number"]), match[0]
    if best <= GROUP and (whole := WHOLE.search(text)):
        return GROUP + 1, whole[0]
    return (best, words) if best > 1 else (1, "")


def _outside(text: str) -> str:
    for match in AWAY.finditer(text):
        if not any(m.start() <= match.start() < m.end() for m in NOT_THE_OTHER.finditer(text)):
            return match[0]
    return ""
