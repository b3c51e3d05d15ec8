"""What the counter may tell people and staff outside by text message: the number and where to look, never what the matter is about."""

from center.foundation.gateway.message import Wording, wordings

wordings.add(Wording("filing.told", ("number", "site", "center", "phone", "until")))
wordings.add(Wording("filing.disowned", ("number",)))
wordings.add(Wording("clock.near_outside", ("number", "due")))
wordings.add(Wording("clock.late_outside", ("number", "due")))
wordings.add(Wording("case.copied_urgent", ("number",)))
