"""MD9: one case, one dossier; what must lie in it, what is missing, and one book with page numbers."""

import io

import pikepdf
import pypdfium2
import pytest

from center.foundation.errors import Refused
from center.papers import files
from center.papers.examining.kinds import JPEG, PDF
from center.papers.registers import kinds
from intake import lifecycle as case_lifecycle
from intake import tasks
from intake.dossiers import book, checklist, lifecycle, rows
from intake.models import Attachment, Case, Clock, Dossier, DossierItem, DossierPiece, Event
from intake.papers import lifecycle as papers
from mediation import lifecycle as mediations
from tests.factories import act, jpeg
from tests.mediation.test_agree import agree
from tests.mediation.test_papers import TYPED
from tests.papers.reading import text_of, unembedded


@pytest.fixture
def agreed(opened, mediator):
    agree(opened, mediator)
    Clock.objects.filter(case=opened.case).update(stopped_at=opened.ended_at or opened.case.registered_at)
    return opened.case


@pytest.fixture
def issue(mediator):
    def make(case, key):
        by = act(mediator)
        paper = papers.write(
            case, kind=kinds[key], typed={f.key: TYPED[f.key] for f in kinds[key].asked if f.key in TYPED}, by=by
        )
        papers.issue(case, paper=paper, by=by)
        return paper

    return make


@pytest.fixture
def bring(mediator):
    """bring(case, "当事人身份证") puts a photo, or another file, on the case."""

    def put(case, label, *, content=None, kind=JPEG, group="photo"):
        content = jpeg() if content is None else content
        return Attachment.objects.create(
            case=case,
            file=files.store(io.BytesIO(content), kind),
            kind=group,
            label=label,
            by=mediator.user,
            at=case.registered_at,
        )

    return put


@pytest.fixture
def whole(agreed, issue, bring, mediator):
    """Everything that is required lies in it, and it is said how long it is kept."""
    for key in ("mediation.acceptance", "mediation.rights", "mediation.minutes", "mediation.agreement"):
        issue(agreed, key)
    bring(agreed, "当事人身份证")
    lifecycle.arrange(agreed, retention="long", note="原件存镇司法所", places={}, by=act(mediator))
    return agreed


def keys(case):
    return [line.item.key for line in checklist.missing(case)]


def test_what_is_missing_is_named_and_the_case_stays_out_of_the_archive(agreed, mediator, issue, bring):
    assert keys(agreed) == ["application", "rights", "identity", "minutes", "agreement"]
    with pytest.raises(Refused) as refused:
        case_lifecycle.archive(agreed, by=act(mediator))
    assert refused.value.code == "dossier_incomplete"
    assert "当事人身份证明" in str(refused.value.message) or "Identity papers" in str(refused.value.message)
    assert Case.objects.get(pk=agreed.pk).state == "concluded"
    for key in ("mediation.application", "mediation.rights", "mediation.minutes", "mediation.agreement"):
        issue(agreed, key)
    assert keys(agreed) == ["identity"]
    bring(agreed, "身份证复印件")
    assert keys(agreed) == []
    with pytest.raises(Refused) as refused:
        case_lifecycle.archive(agreed, by=act(mediator))
    assert refused.value.code == "retention_needed"


def test_a_whole_dossier_goes_into_the_archive(whole, mediator):
    lifecycle.bind(whole, by=act(mediator))
    case_lifecycle.archive(whole, by=act(mediator))
    assert Case.objects.get(pk=whole.pk).state == "archived"
    with pytest.raises(Refused) as refused:
        lifecycle.bind(whole, by=act(mediator))
    assert refused.value.code == "closed"


def test_a_void_paper_is_in_no_dossier(whole, mediator):
    from center.papers.models import Paper

    paper = Paper.objects.get(kind="mediation.agreement")
    papers.void(whole, paper=paper, reason="写错", by=act(mediator))
    assert keys(whole) == ["agreement"]


def test_a_mediation_that_failed_needs_its_notice_and_no_agreement(opened, mediator):
    """人民调解法 art. 26."""
    mediations.fail(opened, reason="金额分歧过大", by=act(mediator))
    assert "termination" in keys(opened.case) and "agreement" not in keys(opened.case)


def test_where_no_mediation_began_no_dossier_is_asked_for(signed_case, mediator):
    case_lifecycle.conclude(signed_case, outcome="resolved", result="双方已自行和好，不再需要处理。", by=act(mediator))
    assert checklist.lines(signed_case) == []
    case_lifecycle.archive(signed_case, by=act(mediator))


def test_the_book_has_cover_index_and_a_number_on_every_page(whole, mediator, bring):
    bring(whole, "现场照片")
    made = lifecycle.bind(whole, by=act(mediator))
    assert made.state == "dossier_bound" and made.archival
    with made.file.content.open("rb") as source:
        content = source.read()
    found = text_of(content)
    assert "人民调解卷宗" in found and "卷内目录" in found and "卷内备考表" in found and made.number in found
    assert "原件存镇司法所" in found and "30年" in found and unembedded(content) == []
    document = pypdfium2.PdfDocument(content)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    last = made.index[-1]["last"]
    assert len(texts) == made.pages == last + 4  # cover, index, closing note, back cover
    assert [row["first"] for row in made.index[1:]] == [row["last"] + 1 for row in made.index[:-1]]
    numbered = texts[2 : 2 + last]
    for place, text in enumerate(numbered, start=1):
        assert str(place) in text, place
    photo = next(row for row in made.index if row["title"] == "现场照片")
    assert numbered[photo["first"] - 1] == str(photo["first"])  # on a picture the number is all the text there is
    assert Event.objects.filter(kind="dossier.bound").count() == 1


def test_a_sheet_that_lies_turned_has_its_number_upright_in_the_corner(whole, mediator, bring):
    for turned in (0, 90, 180, 270):
        with pikepdf.new() as pdf:
            page = pdf.add_blank_page(page_size=(842, 595))
            page.obj["/Rotate"] = turned
            out = io.BytesIO()
            pdf.save(out)
        bring(whole, f"转{turned}", content=out.getvalue(), kind=PDF, group="scan")
    made = lifecycle.bind(whole, by=act(mediator))
    assert not made.archival  # a foreign scan makes no claim
    with made.file.content.open("rb") as source:
        document = pypdfium2.PdfDocument(source.read())
    for turned in (0, 90, 180, 270):
        place = next(row for row in made.index if row["title"] == f"转{turned}")["first"]
        picture = document[1 + place].render(scale=1).to_pil().convert("L")
        box = picture.point(lambda dot: 255 * (dot < 128)).getbbox()
        assert box is not None
        left, top, right, bottom = box
        assert bottom < 60, turned  # in the upper edge as it is read
        assert (left > picture.width / 2) is (place % 2 == 1), turned  # the outer corner
        assert right - left < 30 and bottom - top < 20, turned  # upright: wider figures lie in a line
    document.close()


def test_what_cannot_be_a_page_is_named_in_the_closing_note(whole, mediator, bring):
    bring(whole, "谈话录音", content=b"ID3", group="audio")
    made = lifecycle.bind(whole, by=act(mediator))
    with made.file.content.open("rb") as source:
        found = text_of(source.read())
    assert "谈话录音" in found and "不能装订成页" in found and "谈话录音" not in [row["title"] for row in made.index]


def test_a_file_is_put_into_its_place_by_hand(agreed, mediator, bring):
    scan = bring(agreed, "扫描001")
    place = DossierItem.objects.get(key="identity")
    assert "identity" in keys(agreed)
    lifecycle.arrange(agreed, retention="long", note="", places={scan.pk: place.pk}, by=act(mediator))
    assert "identity" not in keys(agreed) and DossierPiece.objects.get().item == place


def test_files_of_others_are_not_put_into_it(agreed, mediator, bring, make_case):
    other = bring(make_case(), "别案材料")
    place = DossierItem.objects.get(key="identity")
    with pytest.raises(Refused):
        lifecycle.arrange(agreed, retention="long", note="", places={other.pk: place.pk}, by=act(mediator))
    assert not DossierPiece.objects.exists() and not Dossier.objects.exists()


def test_made_anew_it_keeps_its_number(whole, mediator, bring, django_capture_on_commit_callbacks):
    first = lifecycle.bind(whole, by=act(mediator))
    bring(whole, "收条")
    with django_capture_on_commit_callbacks(execute=True):
        again = lifecycle.bind(whole, by=act(mediator))
    assert again.number == first.number and again.pages == first.pages + 1
    assert again.number.endswith("人调字第1号")


def test_a_long_one_is_left_to_the_worker(whole, mediator, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(lifecycle, "AT_ONCE", 2)
    with django_capture_on_commit_callbacks() as called:
        asked = lifecycle.bind(whole, by=act(mediator))
    assert asked.state == "dossier_waiting" and called == [tasks.send_dossiers]
    assert book.make_waiting() == 1 and Dossier.objects.get().state == "dossier_bound"
    assert book.make_waiting() == 0


def test_a_damaged_file_is_said_and_nothing_is_lost(whole, mediator, bring):
    bring(whole, "坏的", content=b"%PDF-1.7 nothing", kind=PDF, group="scan")
    with pytest.raises(Refused) as refused:
        lifecycle.bind(whole, by=act(mediator))
    assert refused.value.code == "dossier_failed" and Dossier.objects.get().state == "dossier_failed"


def test_who_may_not_binds_nothing(whole, outsider, clerk):
    for nobody in (outsider, clerk):
        with pytest.raises(Refused) as refused:
            lifecycle.bind(whole, by=act(nobody))
        assert refused.value.code == "not_allowed"


def test_the_page_shows_what_is_missing_and_an_outsider_finds_none(agreed, sign_in, mediator, outsider):
    page = sign_in(mediator).get(f"/cases/{agreed.number}/dossier/")
    assert page.status_code == 200 and "缺少" in page.content.decode()
    assert sign_in(outsider).get(f"/cases/{agreed.number}/dossier/").status_code == 404


def test_the_places_are_loaded_once(county):
    assert rows.load() == 0 and DossierItem.objects.filter(procedure="mediation").count() == 13
