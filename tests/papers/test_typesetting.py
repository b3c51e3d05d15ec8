"""DS2: whatever is typed stays a text; what cannot be printed is said; every face is in the file."""

import pytest

from center.foundation.errors import Refused
from center.foundation.now import now
from center.papers import issuing, typesetting
from tests.papers.reading import is_archival, pages_of, text_of, unembedded

SOURCE = issuing._text(issuing.BASE) + '\n#long("text")\n#field("name")'


def made(**data):
    return typesetting.pdf(SOURCE, data, {"title": "试", "office": "", "number": ""}, at=now())


def test_a_paper_is_an_archival_pdf_with_its_faces_in_it():
    content = made(text="调解协议书", name="张三")
    assert "调解协议书" in text_of(content) and "张三" in text_of(content)
    assert unembedded(content) == [] and is_archival(content)


@pytest.mark.parametrize(
    "hostile",
    [
        "#let x = 1", "#panic(\"x\")", "#read(\"/etc/passwd\")", "*粗* _斜_ $x^2$ @ref <label>", "= 标题", "\\u{4e2d} \\ // 注释 /* */", "\"'````", "]#{}[",
        "{\"a\": 1}", "#sys.inputs.data", "<script>alert(1)</script>", "%PDF-1.7", "../../x", "a\\", "#",
    ],
)  # fmt: skip
def test_a_text_stays_a_text(hostile):
    found = text_of(made(text=f"前{hostile}后", name="张三"))
    assert "".join(f"前{hostile}后".split()) in "".join(found.split())


def test_ten_thousand_characters_go_on_over_pages():
    content = made(text="纠纷事实" * 2500, name="")
    assert pages_of(content) > 5 and text_of(content).count("纠纷") > 2400


def test_more_than_a_paper_holds_is_refused(settings):
    settings.PAPER_MAX_CHARACTERS = 100
    with pytest.raises(Refused) as refused:
        made(text="长" * 101)
    assert refused.value.code == "paper_too_long"


def test_a_picture_in_a_text_is_marked_and_an_invisible_sign_falls_out():
    found = text_of(made(text="赔钱\U0001f600\u202e好\u200b的\ufeff", name="李四"))
    assert "赔钱〓好的" in found


def test_rare_characters_of_names_are_printed():
    names = "㛃䶮喆堃犇甯昇瑨玥珺翀旻暐垚"
    assert names in text_of(made(text="", name=names))


def test_a_character_that_no_face_has_is_named_and_nothing_is_printed_wrong():
    with pytest.raises(Refused) as refused:
        made(text="甲", name="张\U00020bb7")
    assert refused.value.code == "letter_missing"
    assert "\U00020bb7" in str(refused.value.message) and "U+20BB7" in str(refused.value.message)


def test_writing_that_runs_from_the_right_is_refused_where_no_face_has_it():
    assert typesetting.missing("אב甲") == {"א", "ב"}


def test_without_text_there_are_lines_to_write_on():
    content = typesetting.pdf(SOURCE, {}, {"title": "试", "office": "", "number": "", "blank": True}, at=now())
    assert pages_of(content) == 1 and unembedded(content) == []
