"""The forms at the staff door: names and passwords, and no way to have a password sent by post."""

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _


class Plain:
    """A form whose labels stand above its fields, without the link to a reset: the county's administrator renews passwords."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"password", "oldpassword"}:
                field.help_text = ""


class SignInForm(Plain, LoginForm):
    """Name and password, nothing more; nobody stays signed in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")


class PasswordForm(Plain, ChangePasswordForm):
    """The old password and the new one twice."""


class AgainForm(Plain, ReauthenticateForm):
    """The password once more, before something that matters."""
