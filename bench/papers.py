"""How long a paper takes once the process is warm, against typst setting the same words bare: `.venv/bin/python -m bench.papers`. Needs no database."""

import json
import os
import statistics
import time
from collections.abc import Callable

ROUNDS, WORDS = 60, "双方因巷道砌墙发生争执，经调解自愿达成协议，当面付清。"
BARE = '#set text(font: "Noto Serif SC")\n#json(bytes(sys.inputs.data)).text'


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "center.config.settings")
    import django

    django.setup()
    import typst

    from center.foundation.now import now
    from center.papers import fonts, issuing, typesetting
    from center.papers.registers import kinds

    kind = kinds["mediation.agreement"]
    frame = issuing.frame_of(kind, None, number="（2026）盱人调协字第12号", code="7KQ2M9XRTA")
    text = issuing.source(kind)

    def ours(serial: int) -> None:
        data = {field.key: f"{serial}{WORDS * 4}" for field in kind.fields if field.key not in ("parties", "signers")}
        people = [{"side": "申请人", "name": f"王{serial}"}, {"side": "被申请人", "name": "李㛃"}]
        typesetting.pdf(
            text, {**data, "parties": people, "signers": [{"label": "申请人"}, {"label": "被申请人"}]}, frame, at=now()
        )

    def bare(serial: int) -> None:
        inputs = {"data": json.dumps({"text": f"{serial}{WORDS * 20}"})}
        typst.compile(
            BARE.encode(),
            font_paths=fonts.book(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["a-2b"],
        )

    began = time.perf_counter()
    ours(0)
    cold = time.perf_counter() - began
    one, other = _middle(ours), _middle(bare)
    print(
        f"An agreement of two pages: {one / other:.1f} times typst bare ({one * 1000:.0f} ms against {other * 1000:.0f} ms); the first of a process {cold * 1000:.0f} ms."
    )


def _middle(call: Callable[[int], None]) -> float:
    """Seconds in the middle of all rounds, each with words of its own, so that nothing is remembered."""
    times = []
    for serial in range(1, ROUNDS + 1):
        began = time.perf_counter()
        call(serial)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
