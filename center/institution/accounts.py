"""Signing in: no sign-up, every sign-in audited, and axes' lock-out in front of it."""

from allauth.account.adapter import DefaultAccountAdapter

from center.foundation import audit
from center.institution import actors


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are given by the county's administrators; nobody signs up."""

    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **options):
        audit.record("signed_in", by=actors.without_seat(user), about=f"user:{user.pk}")
        return super().post_login(request, user, **options)
