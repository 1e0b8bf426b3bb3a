"""What a mail server's answer means in plain words, and what mends it: a text key."""

import re

_ENHANCED = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463.
_BASIC = re.compile(r"\b([45]\d\d)\b")
_SIGN_IN = ("530", "534", "535", "538")


def meaning(answer: str) -> str:
    """Give the key of the words for an answer; empty for one that says nothing of a fault."""
    if not answer:
        return ""
    basic = _BASIC.match(answer)
    if basic and basic[1] in _SIGN_IN:
        return "system.fault.sign_in"
    found = _ENHANCED.search(answer)
    if found:
        subject, detail = int(found[2]), int(found[3])
        if subject == 1:
            return "system.fault.address"
        if (subject, detail) == (2, 2):
            return "system.fault.full"
        if subject == 2:
            return "system.fault.mailbox"
        if subject == 7:
            return "system.fault.refused"
    if basic:
        if basic[1] in ("550", "551", "553"):
            return "system.fault.address"
        if basic[1] in ("552", "452"):
            return "system.fault.full"
        return "system.fault.passing" if basic[1][0] == "4" else "system.fault.refused"
    if answer.startswith(("MAIL_FROM", "This mail cannot", "The mail cannot")):
        return "system.fault.unwritten"
    return "system.fault.unreachable"
