"""Signing in: no sign-up, every sign-in audited, and axes' lock-out in front of it."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings

from center.foundation import audit
from center.institution import actors


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are given by the county's administrators; nobody signs up."""

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who gave the password a moment ago is not asked for it again before setting up the second factor."""
        request = context.request
        records = get_authentication_records(request, request.user) if request else []
        newest = max((float(record["at"]) for record in records), default=0.0)
        if time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request, user, **options):
        audit.record("signed_in", by=actors.without_seat(user), about=f"user:{user.pk}")
        return super().post_login(request, user, **options)
