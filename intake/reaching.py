"""Reaching a member of staff outside the inbox, where a step of the ladder says so and an address is on file.

What leaves the house says the number and a day, never which limit it is: that may tell what the matter is about.
"""

import logging

from center.foundation import notices
from center.foundation.fields import DecryptionError
from center.foundation.models import Notice
from center.institution.models import User

log = logging.getLogger(__name__)
Channel = Notice.Channel
COLUMNS = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.WECHAT: "wechat"}
WAYS = tuple(COLUMNS)
NEAR, LATE = "clock.near_outside", "clock.late_outside"


def outside(
    kind: str, channels: list[str], user: int, *, key: str, about: str, urgent: bool, number: str, due: str
) -> list[Notice]:
    """One message for each of `channels` by which `user` can be reached; quiet hours hold it as they hold the inbox."""
    if not channels:
        return []
    found = addresses(user)
    return [
        notices.outside(
            kind, key=f"{key}:{user}:{channel}", channel=channel, address=found[channel], about=about, to_staff=True,
            urgent=urgent, number=number, due=due,
        )
        for channel in channels
        if found.get(channel)
    ]  # fmt: skip


def addresses(user: int) -> dict[str, str]:
    """By channel; without those that do not open: the inbox has the message anyway."""
    person = User.objects.only("email", "phone", "wechat").get(pk=user)
    found: dict[str, str] = {}
    for channel, column in COLUMNS.items():
        try:
            found[str(channel)] = getattr(person, column)
        except DecryptionError:
            log.warning("the %s of user %s cannot be read", column, user)
    return found
