"""The agreement as a Word file, for offices that go on editing it. The template is built here, so that no file without a source lies in the project."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate  # type: ignore[import-untyped]

from center.papers import typesetting

FACE = "仿宋"
PARTY = (
    "{{ who.side }}：{{ who.organisation or who.name }}{% if who.credit_code %}，统一社会信用代码：{{ who.credit_code }}{% endif %}"
    "{% if who.id_number %}，证件号码：{{ who.id_number }}{% endif %}{% if who.phone %}，联系电话：{{ who.phone }}{% endif %}"
    "{% if who.address %}，住址：{{ who.address }}{% endif %}"
)
LINES = (
    "{%p for who in parties %}", PARTY, "{%p endfor %}",
    "纠纷的主要事实、争议事项：", "{{ facts }}",
    "{%p if responsibility %}", "各方当事人的责任：{{ responsibility }}", "{%p endif %}",
    "经调解，自愿达成如下协议：", "{{ terms }}",
    "{%p if amount %}", "给付金额：{{ amount }}", "{%p endif %}",
    "履行的方式、期限：", "{{ performance }}",
    "本协议由各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，具有法律约束力，各方应当履行。",
    "本协议一式{{ copies }}份，当事人各持一份，人民调解委员会留存一份。",
    "{%p for who in signers %}", "{{ who.label }}：", "{%p endfor %}",
    "人民调解员（签名）：", "{{ office }}（盖章）", "{{ date }}",
)  # fmt: skip


def agreement(data: Mapping[str, Any], frame: Mapping[str, Any]) -> bytes:
    """The agreement with what stands on it. Data are values of the template and never read as one."""
    template = DocxTemplate(io.BytesIO(_template()))
    words = {
        "responsibility": "",
        "amount": "",
        **typesetting.clean(data),
        "office": frame["office"],
        "number": frame["number"],
    }
    template.render(words, autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


@cache
def _template() -> bytes:
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run("人民调解协议书")
    run.bold, run.font.size = True, Pt(22)
    document.add_paragraph("编号：{{ number }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for line in LINES:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
