"""How a person is reached besides the inbox: the person's own page, and the same fields in the administrators' room.

What is on file is shown masked; a field left as it stands keeps it, an empty one takes it away.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from center.foundation.fields import DecryptionError
from center.foundation.masking import mask_id, mask_phone
from center.foundation.phones import phone
from center.institution import lifecycle
from center.institution.models import User

COLUMNS = {"mobile": ("phone", mask_phone), "wechat_id": ("wechat", mask_id)}


class AddressFields(forms.Form):
    """The two encrypted addresses of `instance`, under names of their own: a form of the model would read them in clear."""

    instance: User
    mobile = forms.CharField(
        label=gettext_lazy("Mobile number for text messages"), max_length=40, required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    wechat_id = forms.CharField(
        label=gettext_lazy("WeChat id at the gateway"), max_length=100, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (column, mask) in COLUMNS.items():
            try:
                self.initial[name] = mask(getattr(self.instance, column))
            except DecryptionError:
                self.fields[name].help_text = _("What is on file cannot be read any more. Enter it again.")

    def clean_mobile(self) -> str:
        return self._kept("mobile") or phone(self.cleaned_data["mobile"])

    def clean_wechat_id(self) -> str:
        typed = self.cleaned_data["wechat_id"]
        if not self._kept("wechat_id") and not (typed.isprintable() and typed.isascii() and " " not in typed):
            raise ValidationError(_("A WeChat id has letters, digits and signs, without spaces."), "wrong_wechat")
        return typed

    def _kept(self, name: str) -> str:
        return self.cleaned_data[name] if self.cleaned_data[name] == self.initial.get(name) else ""


class AddressForm(AddressFields, forms.ModelForm):
    use_required_attribute = False
    field_order = ["email", "mobile", "wechat_id"]

    class Meta:
        model = User
        fields = ["email"]
        labels = {"email": gettext_lazy("E-mail")}


class PersonForm(AddressFields, UserChangeForm):
    """The administrators' form of a person."""


def typed(form: AddressFields) -> dict[str, str]:
    """The encrypted addresses that were changed, by column."""
    return {column: form.cleaned_data[name] for name, (column, _mask) in COLUMNS.items() if name in form.changed_data}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reached(request: HttpRequest) -> HttpResponse:
    """One's own addresses, for what is urgent or late; the inbox has every message anyway."""
    user = User.objects.get(pk=request.user.pk or 0)  # of its own: a form that is refused writes on what it was given
    form = AddressForm(request.POST or None, instance=user)
    if form.is_valid():
        changed = typed(form)
        if "email" in form.changed_data:
            changed["email"] = form.cleaned_data["email"]
        lifecycle.keep_addresses(user, by=request.actor, **changed)  # type: ignore[attr-defined]
        messages.success(request, _("Kept. Messages to you go there from now on."))
        return redirect("reached")
    return render(request, "institution/reached.html", {"form": form}, status=422 if form.is_bound else 200)
