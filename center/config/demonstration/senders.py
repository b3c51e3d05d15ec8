"""Who brings a matter: most people come themselves; some matters are sent by another office, under a number of its own."""

import random
from collections import Counter

from center.foundation.now import SHANGHAI, now

SHARES = {"hall": 73, "phone": 10, "online": 6, "letter": 3, "hotline": 4.5, "police": 1.8, "court": 1.3, "leader": 0.4}
QUARRELS = {"neighbour", "debt", "personal_injury", "marriage_family", "property_management", "consumer"}
FITTING = {"court": QUARRELS | {"labour", "traffic_accident"}, "police": QUARRELS | {"public_security"}}
NUMBERS = {
    "hotline": "HA{day:%Y%m%d}{serial:05d}",
    "police": "盱公移字[{day:%Y}]{serial}号",
    "court": "({day:%Y})苏0830诉前调{serial}号",
    "leader": "盱政交办[{day:%Y}]{serial}号",
}


class Senders:
    """Draws where a matter comes from, and gives each sender's matters numbers that follow each other within a year."""

    def __init__(self) -> None:
        self._serials: Counter[tuple[str, int]] = Counter()

    def draw(self, matter: str, chance: random.Random) -> str:
        """A source; the hall where the one that was drawn does not send such matters."""
        source = chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
        return source if matter in FITTING.get(source, {matter}) else "hall"

    def number(self, source: str) -> str:
        """The next number of this sender, "" where it gives none."""
        if source not in NUMBERS:
            return ""
        day = now().astimezone(SHANGHAI).date()
        self._serials[source, day.year] += 1
        return NUMBERS[source].format(day=day, serial=self._serials[source, day.year])
