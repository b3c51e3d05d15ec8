"""How the forms of the mediation file name parties, agents, files, sessions and mediators: masked, as everywhere."""

from typing import Any

from django.forms import ModelChoiceField
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from center.foundation.masking import mask_name
from center.foundation.now import SHANGHAI
from center.foundation.templatetags.portal import money
from intake import sides


class PartyChoice(ModelChoiceField):
    @staticmethod
    def words(party: Any) -> str:
        return f"{party.get_side_display()} {sides.masked_name(party)}"

    def label_from_instance(self, party: Any) -> str:
        return self.words(party)


class AgentChoice(ModelChoiceField):
    def label_from_instance(self, agent: Any) -> str:
        return f"{mask_name(agent.person.name)}（{agent.get_kind_display()}，{sides.masked_name(agent.party)}）"


class FileChoice(ModelChoiceField):
    def label_from_instance(self, attachment: Any) -> str:
        return f"{attachment.label or attachment.get_kind_display()} · {date_format(localtime(attachment.at, SHANGHAI), 'm-d H:i')}"


class SessionChoice(ModelChoiceField):
    def label_from_instance(self, session: Any) -> str:
        begins = localtime(session.begins, SHANGHAI)
        return f"{date_format(begins, 'm-d H:i')} {session.get_kind_display()}"


class MediatorChoice(ModelChoiceField):
    def label_from_instance(self, mediator: Any) -> str:
        load = getattr(mediator, "load", None)
        busy = "" if load is None else " · " + _("%(load)s in hand") % {"load": load}
        return f"{mediator.name}（{mediator.body}）{busy}"


class InstalmentChoice(ModelChoiceField):
    def label_from_instance(self, instalment: Any) -> str:
        return f"{instalment.number} · {instalment.due_on} · {money(instalment.amount_cents)}"


class PaymentChoice(ModelChoiceField):
    def label_from_instance(self, payment: Any) -> str:
        return f"{payment.instalment.number} · {payment.paid_on} · {money(payment.amount_cents)}"
