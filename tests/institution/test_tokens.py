from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from center.foundation.actor import SYSTEM, ActorKind
from center.foundation.models import AuditRow
from center.foundation.now import at, now, today
from center.institution import permissions, tokens
from center.institution.lifecycle import appoint, end
from center.institution.models import ApiToken, Role, User
from tests import factories


def ask(header=None):
    request = APIRequestFactory().get(
        "/api/v1/cases/", **({"HTTP_AUTHORIZATION": header} if header is not None else {})
    )
    return Request(request, authenticators=[tokens.TokenAuthentication()])


@pytest.fixture
def key(clerk):
    return tokens.issue(clerk, name="hotline", valid_to=today() + timedelta(days=30), by=SYSTEM)


def test_a_key_acts_in_its_posting(clerk, key):
    request = ask(f"Token {key}")
    assert request.user == clerk.user
    actor = tokens.actor_of(request)
    assert (actor.kind, actor.posting, actor.badge, actor.user_id) == (
        ActorKind.API,
        clerk.pk,
        clerk.badge,
        clerk.user_id,
    )
    assert actor.id == ApiToken.objects.get().pk


def test_only_its_digest_is_kept_and_the_audit_has_no_key(key):
    token = ApiToken.objects.get()
    assert key not in str(ApiToken.objects.values().get())
    assert len(token.digest) == 64
    row = AuditRow.objects.get(action="token_issued")
    assert key not in str(row.data) and row.about == f"token:{token.pk}"


@pytest.mark.parametrize(
    "header", ["Token", "Token a b", "Token wrong", "Token ＠", "token \xff\xfe", "Token " + "x" * 5000]
)
def test_a_wrong_key_is_refused(clerk, key, header):
    with pytest.raises(AuthenticationFailed):
        ask(header.encode("utf-8").decode("latin-1")).user  # noqa: B018 - asking is the act


def test_no_key_is_no_client(clerk, key):
    assert ask().user.is_anonymous
    assert ask("Basic eDp5").user.is_anonymous


def test_it_ends_with_its_day(clerk, key):
    with at(now() + timedelta(days=30)):
        assert ask(f"Token {key}").user == clerk.user
    with at(now() + timedelta(days=31)), pytest.raises(AuthenticationFailed):
        ask(f"Token {key}").user  # noqa: B018


def test_it_ends_with_its_posting(clerk, key):
    end(clerk, by=SYSTEM, last_day=today() - timedelta(days=1))
    with pytest.raises(AuthenticationFailed):
        ask(f"Token {key}").user  # noqa: B018


def test_it_ends_with_the_account(clerk, key):
    User.objects.update(is_active=False)
    with pytest.raises(AuthenticationFailed):
        ask(f"Token {key}").user  # noqa: B018


def test_a_client_reaches_what_its_one_seat_opens_and_not_what_the_persons_other_seats_do(clerk, key, county):
    appoint(
        clerk.user,
        desk=factories.desk("MB", "political_legal"),
        role=Role.CENTER_DIRECTOR,
        badge="MB-903",
        by=SYSTEM,
        cleared=True,
    )
    scope = permissions.scope(ask(f"Token {key}").user)
    assert (scope.desks, scope.centers, scope.cleared) == ({clerk.desk_id}, frozenset(), False)
    assert permissions.scope(User.objects.get(pk=clerk.user_id)).centers == {county["MB"].pk}


def test_the_command_prints_a_key_that_works(clerk):
    out = StringIO()
    call_command("issue_token", clerk.user.username, "--name", "hotline", "--days", "7", stdout=out)
    assert ask(f"Token {out.getvalue().strip()}").user == clerk.user
    assert ApiToken.objects.get().valid_to == today() + timedelta(days=7)


def test_the_command_asks_which_posting_and_takes_it(clerk):
    second = appoint(clerk.user, desk=factories.desk("MB"), role=Role.CLERK, badge="MB-904", by=SYSTEM)
    with pytest.raises(CommandError, match=f"--posting: {clerk.pk} .*; {second.pk} "):
        call_command("issue_token", "clerk", "--name", "hotline")
    call_command("issue_token", "clerk", "--name", "hotline", "--posting", str(second.pk), stdout=StringIO())
    assert ApiToken.objects.get().posting == second


@pytest.mark.parametrize(
    ("username", "options"), [("nobody", []), ("clerk", ["--days", "0"]), ("clerk", ["--days", "99999"])]
)
def test_the_command_refuses_what_makes_no_sense(clerk, username, options):
    with pytest.raises(CommandError):
        call_command("issue_token", username, "--name", "hotline", *options)
    assert not ApiToken.objects.exists()
