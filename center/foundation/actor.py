"""Who acts: a member of staff in a posting, a party by code, an API client, or the system itself."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    STAFF = "staff"
    PARTY = "party"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Kept in every story line and audit row: `id` is a user, party or token, `posting` the seat, `badge` the number worn."""

    kind: ActorKind
    id: int | None = None
    posting: int | None = None
    badge: str = ""
    user_id: int | None = None  # the person behind an API client too; None for parties and the system


SYSTEM = Actor(ActorKind.SYSTEM)
