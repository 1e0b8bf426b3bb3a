"""The answer when something of ours broke: a page for people, a problem document for programs."""

import html

from sched_app import texts
from sched_app.edge import csp
from sched_app.edge.asgi import Headers, Scope, Send, answer, header, problem

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif }}
main {{ max-width: 34rem; margin: 15vh auto; padding: 0 1rem }}
</style>
</head>
<body><main><h1>{title}</h1><p>{words}</p><p><a href="">{reload}</a></p></main></body>
</html>
"""


async def answer_fault(scope: Scope, send: Send) -> None:
    """Answer 500 in the form that the client reads, with nothing of what happened."""
    if "text/html" not in (header(scope, b"accept") or ""):
        words = "Something went wrong on our side."
        return await problem(send, 500, "internal", "Internal error", words)
    page = _PAGE.format(
        lang=texts.DEFAULT,
        title=html.escape(texts.t("fault.title")),
        words=html.escape(texts.t("fault.words")),
        reload=html.escape(texts.t("fault.reload")),
    )
    headers: Headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", csp.policy()),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
    ]
    await answer(send, 500, page.encode(), headers)
