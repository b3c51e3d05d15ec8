"""The forms at the staff door: names and passwords, and no way to have a password sent by post."""

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as FactorForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _

from center.institution.signing_in import second_factor


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


class Counted(Plain):
    """A form that takes a code: so many tries in so long, counted in the database."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code of the second factor")
        self.fields["code"].max_length = 20
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "maxlength": "20", "autofocus": True}

    def clean_code(self):
        second_factor.count_try(self.user)
        return super().clean_code()


class CodeForm(Counted, FactorForm):
    """The code at the staff door, after name and password."""


class CodeAgainForm(Counted, FactorAgainForm):
    """A code once more, before something that matters."""


class FirstCodeForm(Counted, ActivateTOTPForm):
    """The first code of a new factor shows that the phone has it, and so is the first proof."""

    def clean_code(self):
        code = super().clean_code()
        second_factor.prove(context.request)
        return code
