"""Where a request comes from, and the name of the network that is part of."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def of(request: HttpRequest, credentials: object = None) -> str:
    """The address, behind as many proxies as PROXY_COUNT says and no more; "" where the server does not know it."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXY_COUNT and len(forwarded) >= settings.PROXY_COUNT:
        found = forwarded[-settings.PROXY_COUNT]
    else:
        found = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(found.split("%")[0]))
    except ValueError:
        return ""


def place(address: str | None) -> str:
    """The name that NETWORKS gives the network of this address; "" for one that has none."""
    if not address:
        return ""
    known = ip_address(address)
    return next((name for name, network in networks() if known in network), "")


def networks() -> tuple[tuple[str, IPv4Network | IPv6Network], ...]:
    """NETWORKS as it is set: name=10.1.0.0/16, the narrower before the wider."""
    return _networks(tuple(settings.NETWORKS.items()))


@cache
def _networks(given: tuple[tuple[str, str], ...]) -> tuple[tuple[str, IPv4Network | IPv6Network], ...]:
    return tuple((name, ip_network(words, strict=False)) for name, words in given)
