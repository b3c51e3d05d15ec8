"""The pictures of README and docs, taken from a running demonstration: `.venv/bin/python docs/take_pictures.py http://127.0.0.1:8000`

Acts out a day: everything is typed and pressed in a browser as a person would, so it leaves some new cases behind. Needs Chromium.
"""

import io
import os
import shutil
import sys
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from stdnum.cn import ric

SITE = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SITE", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("PASSWORD", "xuyi-demo-2014")
PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
MOST_BYTES = 150_000
COLOURS = (256, 160, 96, 64)
IN_THE_GRID = {
    "latitude": 32.905893,
    "longitude": 118.705428,
    "accuracy": 12,
}  # of the worker below; the grids are drawn the same every time
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 740}


class Day:
    """The people of the day, each in a window of their own."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.serial = 0

    def window(self, size: dict[str, int] = DESK, *, english: bool = False, **options) -> Page:
        """Somebody's screen; a phone's is sharper."""
        context = self.browser.new_context(
            viewport=size,
            base_url=SITE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            device_scale_factor=1.5 if size is PHONE else 1,
            **options,
        )
        if english:
            context.add_cookies([{"name": "django_language", "value": "en", "url": SITE}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    def staff(self, username: str, size: dict[str, int] = DESK, **options) -> Page:
        """A member of staff, signed in through the door."""
        page = self.window(size, **options)
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    def visitor(self, page: Page, name: str, phone: str, born: date, address: str, *, anew: bool = True) -> None:
        """Somebody stands at the counter, `anew` or as the one before: the card fills sex and birth date."""
        self.serial += anew
        body = f"320830{born:%Y%m%d}{500 + self.serial}"
        page.goto("/counter/")
        page.locator("#id_id_number").fill(body + ric.calc_check_digit(body + "0"))
        page.locator("#id_id_number").press("Tab")
        expect(page.locator("input[name=birth_date]")).to_have_value(born.isoformat())
        page.locator("#id_name").fill(name)
        page.locator("#id_phone").fill(phone)
        page.locator("#id_phone").press("Tab")
        page.locator("#id_address").fill(address)


def take(page: Page, name: str, *, whole: bool = False) -> None:
    """One picture, as small as it can be without being ugly."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    size = page.viewport_size
    if whole:  # a taller screen, not a stitched page: what sticks to its edge sticks to the right place
        page.set_viewport_size(
            {"width": size["width"], "height": page.evaluate("document.documentElement.scrollHeight")}
        )
        page.evaluate("window.scrollTo(0, 0)")
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    page.set_viewport_size(size)
    for colours in COLOURS:
        kept = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() < MOST_BYTES:
            break
    else:
        raise SystemExit(f"{name} is larger than {MOST_BYTES} bytes")
    (PICTURES / f"{name}.png").write_bytes(kept.getvalue())
    print(f"{name}.png {image.width} x {image.height}, {kept.tell() // 1000} kB")


def walk_in(day: Day) -> None:
    """Half past eight: where do I claim unpaid wages? Answered on the spot."""
    page = day.staff("clerk.hht")
    day.visitor(page, "王建国", "13800000331", date(1978, 3, 17), "黄花塘村三组十二号")
    page.locator("#id_narrative").fill("在工地做瓦工，包工头欠两个月工资，问到哪里要。")
    page.locator(".suggested button[value='matter=wage_arrears']").click()
    expect(page.locator("#id_matter")).to_have_value("wage_arrears")
    page.locator("input[name=step][value=settle]").check()
    page.locator("#id_outcome").select_option("answered")
    page.locator("#id_result").fill("讲明可先向用人单位协商，也可向县人社局劳动监察大队投诉，考勤和聊天记录要留好。")
    page.locator("#id_agreed").check()
    take(page, "counter", whole=True)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")


def collision(day: Day) -> tuple[str, str]:
    """Nine o'clock: an old man was knocked off his tricycle. The counter proposes the traffic center. Gives number and code."""
    page = day.staff("clerk.hht")
    day.visitor(page, "李秀英", "13800000332", date(1956, 9, 2), "千柳村五组八号")
    page.locator("#id_other_name").fill("赵志强")
    page.locator("#id_other_phone").fill("13900000333")
    page.locator("#id_matter").select_option("traffic_accident")
    page.locator("#id_amount").fill("1200")
    page.locator("#id_claims_payment").check()
    page.locator("#id_narrative").fill("骑三轮车过路口被小轿车刮倒，手臂擦伤，车把撞弯。对方愿意赔，数额谈不拢。")
    page.locator("#id_claim").fill("赔偿医药费和修车费一千二百元")
    expect(page.locator("#proposal")).to_contain_text("交通事故")
    page.locator("#proposal").scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 420)")
    take(page, "proposal")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")
    take(page, "receipt", whole=True)
    number = page.locator("[data-number]").first.inner_text().strip()
    code = page.locator(".receipt-code").first.inner_text().strip()
    return number, code


def again(day: Day, number: str) -> None:
    """A quarter to ten: the same collision is told a second time. What is on file appears beside it, and the two are made one."""
    page = day.staff("clerk.hht")
    day.visitor(page, "李秀英", "13800000332", date(1956, 9, 2), "千柳村五组八号", anew=False)
    page.locator("#id_other_name").fill("赵志强")
    page.locator("#id_narrative").fill("三轮车过路口时被小轿车刮倒，手臂擦伤，车把撞弯，对方愿意赔但数额谈不拢。")
    page.locator(".suggested button[value='matter=traffic_accident']").click()
    expect(page.locator("#related")).to_contain_text(number)
    take(page, "duplicates", whole=True)
    page.locator("#id_alike_1_as").select_option("repeat")
    page.locator("#id_alike_reason").fill("同一起事故再次来问。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")


def sheet(day: Day) -> None:
    """Half past eleven: the sheet from the hotline that the demonstration brought in, and what is wrong with three of its rows."""
    page = day.staff("clerk.hht")
    page.goto("/import/")
    page.locator("table.rows td a").first.click()
    page.wait_for_url("**/import/*/")
    take(page, "import", whole=True)


def mediate(day: Day, number: str) -> None:
    """Ten: the traffic center signs for it, asks both sides, and writes the agreement down."""
    page = day.staff("mediator.jt")
    page.goto("/cases/to-sign/")
    take(page, "to-sign")
    page.goto(f"/cases/{number.replace('-', '')}/")
    page.locator("a[href$='/do/sign/']").first.click()
    page.locator("form[action$='/do/sign/'] button").first.click()
    page.locator("#mediation form button").first.click()
    asked = page.locator("#mediation form[action$='/consent/']")
    for left in (1, 0):
        expect(asked).to_have_count(left + 1)
        asked.first.locator("input[name$=answer][value=agreed]").check()
        if left == 0:
            page.evaluate("window.scrollTo(0, 0)")
            take(page, "case", whole=True)
        asked.first.locator("button").click()
    expect(asked).to_have_count(0)
    agree = page.locator("#mediation form[action$='/agree/']")
    agree.locator("textarea").first.fill("赵志强当场赔偿李秀英医药费和修车费共一千二百元，双方再无争议。")
    agree.locator("input[inputmode=decimal], input[name*=amount]").first.fill("1200")
    agree.locator("button").click()
    expect(agree).to_have_count(0)
    page.reload()
    take(page, "agreed", whole=True)


def petition(day: Day) -> None:
    """Eleven: a letter that must be answered. The notice is written from standard words."""
    page = day.staff("clerk.hht")
    day.visitor(page, "孙桂兰", "13800000334", date(1962, 5, 20), "黄花塘社区一组三号")
    page.locator("#id_matter").select_option("petition_complaint")
    page.locator("#id_narrative").fill("低保申请交上去三个月没有回音，去问了两次都说再等等。要求书面答复。")
    page.locator("#id_claim").fill("书面答复低保申请的办理结果")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/**")
    number = page.locator("[data-number]").first.inner_text().strip().replace("-", "")
    page = day.staff("petition.hht")
    page.goto(f"/cases/{number}/do/sign/")
    page.locator("form[action$='/do/sign/'] button").first.click()
    page.locator("#petition form[action*='/petitions/open/'] button").click()
    expect(page.locator("#petition form[action$='/accept/']")).to_be_visible()
    page.reload()
    take(page, "petition", whole=True)


def report(day: Day) -> None:
    """Two in the afternoon: a grid worker's phone, and the inbox of the desk a second later."""
    page = day.staff(
        "grid1724", PHONE, has_touch=True, is_mobile=True, geolocation=IN_THE_GRID, permissions=["geolocation"]
    )
    page.goto("/grid/report/")
    page.locator("label:has(#id_category_safety_danger)").click()
    page.locator("#id_text").fill("河堤护栏断了三米，旁边是小学生上学的路。")
    expect(page.locator("[data-position]")).to_contain_text("12")
    page.locator("#id_urgent").check()
    page.evaluate("window.scrollTo(0, 0)")
    take(page, "grid-phone", whole=True)
    page.locator(".report-form button.big").click()
    expect(page.locator("main")).to_contain_text("已收到")


def citizen(day: Day, number: str, code: str) -> None:
    """In the evening, on a telephone: what has become of it?"""
    page = day.window(PHONE, has_touch=True, is_mobile=True)
    page.goto("/status/")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=code]").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/status/case/")
    take(page, "status-phone", whole=True)


def director(day: Day) -> None:
    """The county director's page; behind a number, its list; the same in English."""
    page = day.staff("county.xy")
    page.goto("/oversight/")
    take(page, "director")
    page.goto("/cases/?overdue=1&counted=1")
    take(page, "overdue")
    page = day.staff("county.xy", english=True)
    page.goto("/oversight/")
    take(page, "director-en")


def work_calendar(day: Day) -> None:
    """The calendar by which all limits are counted."""
    page = day.staff("county.xy")
    page.goto("/oversight/calendar/")
    take(page, "calendar", whole=True)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        day = Day(browser)
        walk_in(day)
        number, code = collision(day)
        again(day, number)
        sheet(day)
        mediate(day, number)
        petition(day)
        report(day)
        citizen(day, number, code)
        director(day)
        work_calendar(day)
        browser.close()


if __name__ == "__main__":
    main()
