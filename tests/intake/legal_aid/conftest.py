"""An application for legal aid at each of its stages."""

from datetime import date, timedelta

import pytest

from center.foundation.now import today
from center.institution.models import Role
from intake.legal_aid import lifecycle
from intake.models import LegalAidProvider
from tests import factories
from tests.factories import act

REASON = "请求的事项不属于法律援助的范围。"


@pytest.fixture
def provider(county):
    return LegalAidProvider.objects.create(
        organisation="盱眙县某律师事务所", name="沈律师", licence="13208202000000001"
    )


@pytest.fixture
def law_head(county):
    """The head of the rule-of-law department."""
    return factories.staff("law_head", factories.desk("XY", "rule_of_law"), Role.DEPARTMENT_HEAD, name="郑法治")


@pytest.fixture
def wages(make_case):
    """A migrant worker's claim, as it was written down at the counter."""
    return make_case("wage_arrears")


@pytest.fixture
def applied(wages, clerk, legal_officer):
    """Applied for at the counter by one press: the legal desk of the same center decides."""
    return lifecycle.apply(wages, item="wages", ground="migrant", by=act(clerk))


@pytest.fixture
def to(applied, legal_officer, department_head, provider):
    """Bring the application to a state: to("granted")."""
    officer, justice = act(legal_officer), act(department_head)

    def ask():
        lifecycle.ask_papers(applied, papers=["identity"], supply_by=today() + timedelta(days=3), by=officer)

    def refused():
        lifecycle.refuse(applied, code="other", reason=REASON, by=officer)

    def granted():
        lifecycle.grant(applied, by=officer)

    def assigned():
        granted()
        lifecycle.assign(applied, provider=provider, by=officer)

    def accepted():
        assigned()
        lifecycle.accept(applied, by=officer)

    def objected():
        refused()
        lifecycle.object_to(applied, text="我确实是来讨工资的，请重新审查。", by=officer)

    def lapsed():
        ask()
        type(applied).objects.filter(pk=applied.pk).update(supply_by=date(2020, 1, 1))
        lifecycle.lapse(applied, by=officer)

    def done():
        accepted()
        lifecycle.finish(applied, report="经律师代理，工资已全部付清。", by=officer)

    def upheld():
        objected()
        lifecycle.uphold(applied, reason="经审查，原决定并无不当。", by=justice)

    ways = {
        "applied": lambda: None, "asked": ask, "granted": granted, "assigned": assigned, "accepted": accepted, "done": done,
        "refused": refused, "objected": objected, "upheld": upheld, "lapsed": lapsed,
        "ended": lambda: applied.proceeding.case and _withdraw(applied, officer),
    }  # fmt: skip

    def bring(state):
        ways[state]()
        applied.refresh_from_db()
        assert applied.state == state
        return applied

    return bring


def _withdraw(aid, _officer):
    from center.foundation.actor import SYSTEM
    from intake import lifecycle as cases

    cases.withdraw(aid.proceeding.case, reason="已经谈妥", by=SYSTEM)
