"""Files in a real browser: chosen and sent in place, a bad one told beside the field, pages bound, a file taken off."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from intake import lifecycle
from intake.models import Attachment
from tests import samples
from tests.e2e.test_axe import faults
from tests.factories import act
from tests.intake.paper_trail import incoming

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def papers(tmp_path):
    """Files as they lie on the disk of a window: `papers("借条.jpg", bytes)` gives a path."""

    def write(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


@pytest.mark.parametrize("width", [1280, 375])
def test_papers_are_added_bound_and_taken_off_without_leaving_the_case(visitor, enter, clerk, case, papers, width):
    page = enter(visitor(width=width), clerk)
    page.goto(f"/cases/{case.number}/")
    several = [
        papers("借条.jpg", samples.picture(size=(600, 800), colour="beige")), papers("现场.jpg", samples.picture(size=(800, 600), colour="olive")), papers("合同.pdf", samples.pdf(2)),
        papers("谈话录音.wav", samples.wav()),
    ]  # fmt: skip
    page.locator("#id_papers").set_input_files(several)
    page.locator("#files #id_label").fill("借条")
    page.locator("#files form button").click()
    expect(page.locator("#file-list .file")).to_have_count(4)
    expect(page.locator("#said")).to_contain_text("4")

    page.locator("#files summary").click()
    page.locator("#id_papers").set_input_files([papers("坏的.jpg", b"<html><script>alert(1)</script>")])
    page.locator("#files #id_label").fill("欠条")
    page.locator("#files form button").click()
    expect(page.locator("#files .field-errors")).to_be_visible()
    expect(page.locator("#files #id_label")).to_have_value("欠条")

    page.get_by_role("link", name="合并为 PDF").click()
    expect(page.locator(".bind-form .page-line")).to_have_count(3)
    page.locator(".bind-form button").click()
    expect(page.locator("#file-list .file")).to_have_count(5)
    bound = Attachment.objects.exclude(sources=[]).get()
    assert bound.file.pages == 4

    page.locator(f'#files a[href$="/{bound.pk}/detach/"]').click()
    page.locator("#act #id_reason").fill("页序不对，重新合并")
    page.locator("#act button").click()
    expect(page.locator("#file-list .file")).to_have_count(4)
    expect(page.locator(".story, main")).to_contain_text(["页序不对"])


def test_nothing_on_the_pages_of_files_keeps_anybody_out(visitor, enter, clerk, case):
    contents = [samples.picture(), samples.picture(colour="blue"), samples.pdf(3), samples.wav(), samples.docx()]
    papers = [incoming(content, clerk, "很长的文件名" * 20 + ".jpg") for content in contents]
    lifecycle.attach(case, papers=papers, by=act(clerk), label="一份名称特别长的材料" * 8, party=case.parties.first())
    page = enter(visitor(), clerk)
    pk = case.attachments.first().pk
    for address in ("", "files/", "files/bind/", f"files/{pk}/detach/"):
        page.goto(f"/cases/{case.number}/{address}")
        assert faults(page) == [], address


def test_the_page_of_files_works_without_script(visitor, enter, clerk, case, papers):
    page = enter(visitor(java_script_enabled=False), clerk)
    page.goto(f"/cases/{case.number}/files/")
    page.locator("#id_papers").set_input_files([papers("借条.jpg", samples.picture())])
    page.locator("#files form button").click()
    page.wait_for_url(f"**/cases/{case.number}/")
    expect(page.locator("#file-list .file")).to_have_count(1)
    page.locator("#files summary").click()
    page.locator("#id_papers").set_input_files([papers("空的.jpg", b"")])
    page.locator("#files form button").click()
    expect(page.locator("#files .field-errors")).to_be_visible()
