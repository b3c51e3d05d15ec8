"""Narratives and names for the county of the measurements: as varied as life, the same every time."""

import random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国秀英桂兰志强玉梅海燕庆芳长林德明永福金凤红霞立新春生宝华文军丽娟素珍云龙爱民永兰国平亚萍洪亮"
WHO = [
    "邻居",
    "东邻",
    "西邻",
    "隔壁住户",
    "前排人家",
    "同村村民",
    "本组农户",
    "村里承包户",
    "弟兄几个",
    "楼上住户",
    "镇上老板",
    "外地包工头",
]
DID = [
    "翻建房屋时把山墙外移了约{n}公分", "在门前堆放沙石{n}多天", "砍了我家地边{n}棵杨树", "占了两家中间的巷道约{n}平方米", "放水淹了我家{n}亩麦田",
    "养猪{n}头污水流到沟里", "借款{n}万元到期不还", "拖欠工程款{n}万元", "骑车撞伤老人住院{n}天", "卖的种子{n}亩不出苗", "夜里打麻将吵闹已经{n}个月", "机耕路挖断{n}米无法通行",
    "把排水管接到我家院里{n}年多", "承包地多种了{n}垄", "租金{n}个月没有付", "安装空调外机正对窗户不到{n}米", "车位被占{n}个多星期", "老人赡养费{n}个月没有给",
]  # fmt: skip
BEFORE = [
    "村里说过{m}次",
    "村干部上门看过{m}回",
    "派出所去过{m}趟",
    "已经打过{m}次电话",
    "双方吵过{m}回",
    "组长量过{m}次",
    "物业贴过{m}张通知",
    "当时立过字据有{m}人在场",
]
ANSWER = [
    "对方不让",
    "对方不认",
    "对方说没钱",
    "对方人找不到",
    "对方说要等过年",
    "对方反说是我家的错",
    "对方答应了没有做",
    "一直没有结果",
]
ASKS = [
    "要求恢复原状",
    "要求赔偿损失",
    "要求尽快付清",
    "要求停止施工",
    "要求有人到场量清楚",
    "要求书面答复",
    "要求调解",
    "要求对方道歉",
    "要求把路修好",
    "要求算清账目",
]
MORE = [
    "家里有老人和小孩",
    "明年还要种",
    "下雨就积水",
    "影响走路",
    "影响睡觉",
    "收据和照片都在",
    "有录音",
    "有证人{k}名",
    "地点在{k}组东头",
    "已有{k}年",
]


def narrative(serial: int) -> str:
    """What the counter writes down for the matter of this serial, 40 to 80 letters."""
    dice = random.Random(serial)
    pick = [dice.choice(part) for part in (WHO, DID, BEFORE, ANSWER, ASKS, MORE, ASKS)]
    n, m, k = dice.randint(2, 99), dice.randint(1, 9), dice.randint(1, 19)
    text = "{}{}，{}，{}。{}，{}，{}。".format(*pick)
    return text.format(n=n, m=m, k=k)


def name(serial: int) -> str:
    """A name of two or three letters; the commonest surnames are common here too."""
    dice = random.Random(-serial - 1)
    surname = SURNAMES[min(dice.randrange(len(SURNAMES)), dice.randrange(len(SURNAMES)))]
    return surname + "".join(dice.choice(GIVEN) for _letter in range(dice.choice((1, 2, 2, 2))))
