"""Keys of API clients: shown once, kept as a digest, acting in one posting until a day."""

import secrets
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.throttling import SimpleRateThrottle

from center.foundation import address, audit
from center.foundation.actor import Actor, ActorKind
from center.foundation.fields import digest
from center.foundation.now import now, today
from center.foundation.throttle import hit
from center.institution import actors, permissions
from center.institution.models import ApiToken, Confidentiality, Posting

PURPOSE = "api-token"
WRONG_KEYS, IN = 30, timedelta(minutes=10)  # that an address may try


def issue(posting: Posting, *, name: str, valid_to: date, by: Actor, ceiling: str = Confidentiality.ORDINARY) -> str:
    """A new key for a client that acts in `posting` and reads up to the level `ceiling`; the only time it is seen."""
    key = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name, posting=posting, digest=digest(key, PURPOSE), created_at=now(), valid_to=valid_to, ceiling=ceiling
    )
    audit.record("token_issued", by=by, about=f"token:{token.pk}", posting=posting.pk, ceiling=ceiling)
    return key


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token <key>`. Sets `request.actor` to the client in its posting."""

    keyword = "Token"

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            request.actor = getattr(request._request, "actor", None)
            return None
        token = self._find(words[1] if len(words) == 2 else b"", address.of(request))
        posting = token.posting
        request.actor = Actor(
            ActorKind.API, id=token.pk, posting=posting.pk, badge=posting.badge, user_id=posting.user_id
        )
        return permissions.confine(posting, token.ceiling), token

    def authenticate_header(self, request):
        return self.keyword

    def _find(self, key: bytes, where: str) -> ApiToken:
        found = ApiToken.objects.filter(
            digest=digest(key.decode("ascii", "replace"), PURPOSE),
            valid_to__gte=today(),
            posting__in=Posting.objects.valid(today()),
        )
        token = found.select_related("posting__user", "posting__desk__center", "posting__desk__department").first()
        if token is None:
            if not hit(f"key:{where}", limit=WRONG_KEYS, per=IN):
                raise Throttled(IN.total_seconds())
            raise AuthenticationFailed(_("This key is unknown or no longer in force."))
        return token


class KeyThrottle(SimpleRateThrottle):
    """So many calls a minute by one key; people at a page are not counted."""

    scope = "key"

    def get_cache_key(self, request, view):
        if not isinstance(request.auth, ApiToken):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description of the API names the key."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <key>"}


def actor_of(request) -> Actor:
    """The actor of an API request, whether by key or by session."""
    return getattr(request, "actor", None) or actors.without_seat(request.user)
