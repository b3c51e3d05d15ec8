"""DS6: anybody who holds a paper may check it, and learns nothing else."""

import pytest

from center.foundation.now import today
from center.papers.models import Paper
from intake.papers import lifecycle
from mediation import lifecycle as mediations
from tests.factories import act
from tests.mediation.conftest import opened, proposed, say  # noqa: F401 - the stages of a mediation
from tests.mediation.test_papers import issue  # noqa: F401

WHERE = "/verify/"


@pytest.fixture
def paper(opened, issue, mediator):  # noqa: F811
    mediations.fail(opened, reason="双方分歧过大", by=act(mediator))
    return issue(opened.case, "mediation.termination")


@pytest.fixture
def content(paper):
    with paper.file.content.open("rb") as source:
        return source.read()


def told(client, **given):
    answer = client.post(WHERE, given)
    return answer.status_code, answer.content.decode()


def test_number_and_code_show_what_the_paper_is(client, paper):
    status, page = told(client, number=paper.number, code=paper.code)
    assert status == 200 and paper.number in page and "人民调解终止告知书" in page and "有效" in page
    assert "双方分歧过大" not in page


@pytest.mark.parametrize(
    "spelled", ["({year})盱黄花塘人调终字1", "〔{year}〕 盱黄花塘人调终字第1号", "（{year}）盱黄花塘人调终字第 1 号"]
)
def test_the_number_is_found_however_it_is_typed(client, paper, spelled):
    code = f" {paper.code[:5].lower()}-{paper.code[5:]}"
    assert told(client, number=spelled.format(year=today().year), code=code)[0] == 200


def test_a_wrong_number_and_a_wrong_code_read_alike(client, paper):
    one = told(client, number=paper.number, code="ZZZZZZZZZZ")
    other = told(client, number=paper.number.replace("第1号", "第2号"), code=paper.code)
    assert one[0] == other[0] == 422 and "没有" in one[1] and "没有" in other[1]


def test_a_void_paper_is_said_to_be_void(client, paper, mediator, opened):  # noqa: F811
    lifecycle.void(opened.case, paper=paper, reason="当事人姓名有误", by=act(mediator))
    status, page = told(client, number=paper.number, code=paper.code)
    assert status == 200 and "已作废" in page and "姓名有误" not in page


def test_the_file_is_compared_and_not_kept(client, paper, content):
    from io import BytesIO

    from center.papers.models import File

    before = File.objects.count()
    same, other = BytesIO(content), BytesIO(content + b" ")
    assert "未经改动" in told(client, number=paper.number, code=paper.code, file=same)[1]
    assert "不一致" in told(client, number=paper.number, code=paper.code, file=other)[1]
    assert File.objects.count() == before


def test_the_qr_code_leads_to_an_address_that_tells_nothing(client, paper):
    answer = client.get(f"{WHERE}q/{paper.code}/")
    assert answer.status_code == 302 and answer["Location"] == WHERE
    page = client.get(WHERE).content.decode()
    assert paper.number in page and paper.code not in page
    assert paper.number not in client.get(WHERE).content.decode()


def test_who_tries_often_waits(client, paper):
    answers = [told(client, number="x", code="y")[0] for _try in range(21)]
    assert answers[:20] == [422] * 20 and answers[20] == 429
    assert Paper.objects.count() == 1
