"""Reads what a browser sends of the cookies it keeps; imports nothing of ours."""


def cookie(header: str, name: str) -> str:
    """Give a cookie's value from a Cookie header; empty if it is not there."""
    for pair in header.split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value.strip('"')
    return ""
