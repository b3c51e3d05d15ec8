"""What the browsers of the measurements send: saves at the counter, looks at a case, the director's page."""

import itertools
import json
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from stdnum.cn import ric

from bench import words
from bench.county import township_clerks, village_of
from bench.drive import Answer, Contender, Request
from bench.server import CSRF, cookies
from center.foundation.actor import SYSTEM
from center.foundation.now import now, today
from center.institution import tokens
from center.institution.models import Desk, Posting, Role
from intake.counter_form import CounterForm
from intake.models import Case, Limit, MatterType, Route
from intake.views.status import SESSION_KEY, STAYS

CLAIM = "恢复原状，赔偿损失"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
_people = itertools.count(1)
_texts = itertools.count(90_000_000)


def saves(browsers: int) -> tuple[Contender, Contender, Contender]:
    """The counter's page, the API, and the bare view, each with the same clerks of different townships writing down the same matter."""
    clerks = township_clerks(browsers)
    return (
        Contender("page", [_page(clerk) for clerk in clerks]),
        Contender("API", [_api(clerk, _key(clerk)) for clerk in clerks]),
        Contender("bare", [_bare(clerk) for clerk in clerks]),
    )


def looks(browsers: int) -> tuple[Contender, Contender]:
    """The citizen's page and the bare view of the same cases, from the same let-in browsers."""
    cases = [*Case.objects.filter(state=Case.State.HANDLING).order_by("pk")[: browsers - browsers // 2]]
    cases += Case.objects.filter(state=Case.State.ROUTED).order_by("pk")[: browsers // 2]
    ours, bare = [], []
    for case in cases:
        let_in = {"Cookie": cookies(**{SESSION_KEY: {"case": case.pk, "until": (now() + STAYS).timestamp()}})}
        ours.append(itertools.repeat(Request("GET", "/status/case/", let_in, None, _shows(case.grouped))))
        bare.append(
            itertools.repeat(Request("GET", f"/bare/status/{case.number}/", let_in, None, _shows(case.grouped)))
        )
    return Contender("page", ours), Contender("bare", bare)


def directors(browsers: int) -> Contender:
    """The county director's page."""
    director = Posting.objects.select_related("user").filter(role=Role.COUNTY_DIRECTOR).order_by("pk")[0]
    asked = Request("GET", "/oversight/", {"Cookie": cookies(director.user)}, None, _shows('id="page"'))
    return Contender("director", [itertools.repeat(asked) for _browser in range(browsers)])


def _person() -> dict[str, str]:
    n = next(_people)
    body = f"320830{date(1950, 1, 1) + timedelta(days=n // 900 % 18_000):%Y%m%d}{n % 900 + 100}"
    return {
        "name": words.name(20_000_000 + n),
        "id_number": body + ric.calc_check_digit(body + "0"),
        "phone": f"138{n:08d}",
        "address": f"新街村{n % 9 + 1}组{n % 90 + 1}号",
    }


def _page(clerk: Posting) -> Iterator[Request]:
    headers = {"Cookie": cookies(clerk.user), "X-CSRFToken": CSRF, **FORM}
    village = village_of(clerk.desk.center)
    for n in itertools.count():
        typed = {
            "client_key": f"bench-page-{n}", "id_kind": "111", **_person(), "area": village.pk, "special_help": "", "companions": "0", "other_name": words.name(30_000_000 + n),
            "other_organisation": "", "other_phone": "", "matter": "neighbour", "narrative": words.narrative(next(_texts)), "claim": CLAIM, "people_count": "1", "amount": "",
            "step": "route", "outcome": "", "result": "", "to_desk": "", "reason": "", "no_id_reason": "",
        }  # fmt: skip
        typed["alike_checked"] = _seal(typed, clerk)
        yield Request("POST", "/counter/", headers, urlencode(typed).encode(), _leads_to_receipt)


def _seal(typed: dict, clerk: Posting) -> str:
    """What the panel has found while the matter was typed, so that the save believes it; the panel is measured by itself."""
    form = CounterForm(QueryDict(urlencode(typed)), desk=clerk.desk, user=clerk.user)
    form.is_valid()
    return form.seal


def _key(clerk: Posting) -> str:
    return tokens.issue(clerk, name="bench", valid_to=today() + timedelta(days=1), by=SYSTEM)


def _api(clerk: Posting, key: str) -> Iterator[Request]:
    village = village_of(clerk.desk.center)
    for n in itertools.count():
        headers = {"Authorization": f"Token {key}", "Idempotency-Key": f"bench-api-{n}", **JSON}
        sent = {
            "matter": "neighbour", "narrative": words.narrative(next(_texts)), "claim": CLAIM, "applicant": {"id_kind": "111", **_person()}, "others": [{"name": words.name(40_000_000 + n)}],
            "area": village.code,
        }  # fmt: skip
        yield Request("POST", "/api/v1/cases/", headers, json.dumps(sent).encode(), _gives_a_number)


def _bare(clerk: Posting) -> Iterator[Request]:
    headers = {"Cookie": cookies(clerk.user), "X-CSRFToken": CSRF, **JSON}
    village = village_of(clerk.desk.center)
    places = {
        "matter": MatterType.objects.get(key="neighbour").pk, "area": village.pk, "township": village.parent_id, "center": clerk.desk.center_id,
        "desk": clerk.desk_id, "to_desk": Desk.objects.get(center=clerk.desk.center_id, department__key="judicial").pk,
        "route": Route.objects.valid(today())[0].pk, "limit": Limit.objects.get(key="sign_for").pk,
    }  # fmt: skip
    for n in itertools.count():
        sent = {
            **_person(),
            "other_name": words.name(50_000_000 + n),
            "narrative": words.narrative(next(_texts)),
            "claim": CLAIM,
            **places,
        }
        yield Request("POST", "/bare/save/", headers, json.dumps(sent).encode(), _gives_a_number)


def _leads_to_receipt(answer: Answer) -> bool:
    return answer.status == 302 and answer.where.startswith("/counter/receipt/")


def _gives_a_number(answer: Answer) -> bool:
    return answer.status == 201 and bool(json.loads(answer.body).get("number"))


def _shows(text: str):
    return lambda answer: answer.status == 200 and text.encode() in answer.body
