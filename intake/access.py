"""How a citizen comes to his case without an account: number and code, or the QR code; tries are counted in the database.

A wrong number and a wrong code get the same answer. Only a check character that does not fit is said at once: whether it
fits can be reckoned from the number alone, so that it tells nothing about which numbers there are.
"""

import hmac
import ipaddress
import re
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.foundation import numbering, throttle
from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.institution.models import Center
from intake.models import Case
from intake.registration import new_code, token_digest

TRIES_OF_A_NUMBER, NUMBER_WINDOW = 10, timedelta(hours=1)
TRIES_OF_AN_ADDRESS, ADDRESS_WINDOW = 30, timedelta(minutes=10)
LONGEST = 60  # characters of a number or code that are looked at
HEAD = re.compile(r"[A-Z]{2,5}")
IPV6_SITE = 64  # bits: one household or office, however many addresses it takes


def by_code(number: str, code: str, *, address: str) -> Case:
    """The case with this number and query code, however both are spelled.

    Raises Refused: "wrong_number" for a check character that does not fit, "too_many", "not_found".
    """
    found = tried(number, address=address)
    case = Case.objects.filter(number=found).only("pk", "query_code").first()
    expected = case.query_code if case else new_code()  # compared in either case: the time tells nothing
    same = hmac.compare_digest(plain(code).encode(), expected.encode())
    if case is None or not same:
        raise no_match()
    return case


def tried(number: str, *, address: str) -> str:
    """The number as it is kept, with this try counted. Raises Refused: "wrong_number", "too_many"."""
    found = numbering.compact(number[:LONGEST])
    if not numbering.NUMBER.fullmatch(found) or not numbering.is_valid(found):
        raise Refused(
            _("This number is not complete, or one of its characters is wrong. Compare it with your receipt."),
            "wrong_number",
            status=422,
        )
    _count(found, address)
    return found


def no_match() -> Refused:
    """The one answer to a wrong number and to a wrong code."""
    return Refused(
        _("Number and code do not belong together. Compare both with your receipt, or call us."),
        "not_found",
        status=422,
    )


def by_token(token: str, *, address: str) -> Case:
    """The case of a QR code. Raises Refused: "too_many", "not_found"."""
    _count_address(address)
    case = Case.objects.filter(token_digest=token_digest(token[:LONGEST])).only("pk").first()
    if case is None:
        raise Refused(
            _("This QR code is not valid. Type the number and the code from your receipt, or call us."),
            "not_found",
            status=422,
        )
    return case


def party(case: Case) -> Actor:
    """Whoever was let in: the party who was named first."""
    return Actor(ActorKind.PARTY, id=case.parties.order_by("position", "pk").values_list("pk", flat=True).first())


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, by which tries are counted: past as many proxies as the settings know, never what a client claims."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXY_COUNT and len(forwarded) >= settings.PROXY_COUNT:
        address = forwarded[-settings.PROXY_COUNT]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:LONGEST]
    return str(ipaddress.ip_network((found, IPV6_SITE), strict=False)) if found.version == 6 else str(found)


def phone_for(number: str) -> str:
    """The phone to call about a number: of the center whose letters it begins with, else of the county."""
    head = HEAD.match(numbering.compact(number[:LONGEST]))
    centers = Center.objects.select_related("successor").exclude(phone="")
    center = (centers.filter(code=head.group()).first() if head else None) or centers.filter(
        kind=Center.Kind.COUNTY
    ).first()
    if center and center.successor:  # merged: whoever took over answers for its numbers too
        center = center.successor  # type: ignore[assignment]  # of the same kind as the office
    return center.phone if center else ""


def _count(number: str, address: str) -> None:
    _count_address(address)
    if not throttle.hit(f"status.number:{number}", limit=TRIES_OF_A_NUMBER, per=NUMBER_WINDOW):
        raise _too_many(number)


def _count_address(address: str) -> None:
    if not throttle.hit(f"status.address:{address}", limit=TRIES_OF_AN_ADDRESS, per=ADDRESS_WINDOW):
        raise _too_many("")


def _too_many(number: str) -> Refused:
    phone = phone_for(number)
    return Refused(
        _("That was tried very often. Please wait an hour and try again, or call %(phone)s; we gladly tell you there.")
        % {"phone": phone},
        "too_many",
        status=429,
    )


def plain(code: str) -> str:
    """A code as it is kept, however it was spelled."""
    return numbering.compact(code[:LONGEST])
