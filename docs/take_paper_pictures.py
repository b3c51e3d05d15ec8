"""The pictures of papers in docs, set from invented data as the portal sets them: `.venv/bin/python docs/take_paper_pictures.py`. Needs no database."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "center.config.settings")

import django  # noqa: E402
import pypdfium2  # noqa: E402

django.setup()

from center.foundation.now import now  # noqa: E402
from center.papers import issuing, typesetting  # noqa: E402
from center.papers.registers import kinds  # noqa: E402

PICTURES = Path(__file__).parent / "pictures"
OFFICE = "盱眙县黄花塘镇社会管理服务中心"
PARTIES = [
    {"side": "申请人", "name": "王老汉", "sex": "男", "birth": "1956年3月17日", "id_number": "（证件号码）", "phone": "（电话）", "address": "黄花塘村3组"},
    {"side": "被申请人", "name": "李㛃", "sex": "女", "birth": "1988年6月2日", "id_number": "（证件号码）", "phone": "（电话）", "address": "黄花塘村5组"},
]  # fmt: skip
SIGNERS = [{"label": f"{who['side']}{who['name']}（签名、盖章或按指印）"} for who in PARTIES]
FACTS = "2026年11月3日上午，双方驾驶电动车在集市路口相撞，申请人车辆受损、手臂擦伤，双方对赔偿金额有争议。"
PAPERS = {
    "paper-agreement": ("mediation.agreement", {
        "parties": PARTIES, "facts": FACTS, "terms": "一、被申请人一次性赔偿申请人修车费、医药费共计1200元；\n二、双方就本次碰撞再无其他争议。",
        "amount": "人民币1,200.00元", "performance": "签订本协议时当面支付，申请人出具收条。", "copies": "3", "signers": SIGNERS, "date": "2026年11月24日",
    }),
    "paper-termination": ("mediation.termination", {
        "names": "王老汉、李㛃", "matter": "道路交通事故", "accepted": "2026年11月5日", "reason": "双方对赔偿金额分歧过大，被申请人书面表示不再接受调解。",
        "routes": [{"text": "依法向有管辖权的人民法院提起诉讼；"}, {"text": "法律规定可以仲裁或者有书面仲裁协议的，依法申请仲裁；"}], "date": "2026年11月24日",
    }),
    "paper-blank": ("mediation.receipt", {}),
}  # fmt: skip


def main() -> None:
    for name, (key, data) in PAPERS.items():
        kind = kinds[key]
        number = f"（2026）盱黄花塘{'人调协' if key.endswith('agreement') else '人调终'}字第12号" if kind.series else ""
        frame = issuing.frame_of(kind, None, number=number, code="7KQ2M9XRTA" if kind.series else "", blank=not data)
        document = pypdfium2.PdfDocument(
            typesetting.pdf(issuing.source(kind), data, {**frame, "office": OFFICE}, at=now())
        )
        document[0].render(scale=1.1).to_pil().convert("P", colors=16).save(PICTURES / f"{name}.png", optimize=True)
        document.close()


if __name__ == "__main__":
    main()
