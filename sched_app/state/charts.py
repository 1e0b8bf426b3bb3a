"""Figures as Plotly draws them, as plain data; their colours are the style sheet's.

Plotly's Python objects would cost the server 25 MB and say no more than these dicts do.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

Figure = dict[str, Any]
ACCENT, BEFORE, LINE, INK = (
    "#7B2D5E",
    "#8C8286",
    "#E8E2DE",
    "#5C5258",
)  # Until the styles are there.
TICKS = 4  # So many stand beside each other on a phone.
HEADROOM = 1.12
NBSP = "\u00a0"


def line(
    xs: Sequence[date],
    now: Sequence[int],
    before: Sequence[int] | None,
    *,
    labels: Sequence[str],
    names: tuple[str, str],
) -> Figure:
    """Draw counts by week as a line, and those of the period before as dots."""
    days = [on.isoformat() for on in xs]
    last = len(days) - 1
    traces: list[Figure] = []
    notes: list[Figure] = []
    if before is not None:
        traces.append(
            {
                "type": "scatter", "mode": "lines", "uid": "before", "name": names[1],
                "x": days, "y": list(before),
                "line": {"color": BEFORE, "width": 1.5, "dash": "dot"},
                "hovertemplate": "%{y}",
            }
        )  # fmt: skip
    traces.append(
        {
            "type": "scatter", "mode": "lines+markers", "uid": "now", "name": names[0],
            "x": days, "y": list(now), "fill": "tozeroy", "fillcolor": "rgba(123,45,94,.08)",
            "line": {"color": ACCENT, "width": 2.5},
            "marker": {"color": ACCENT, "size": [4] * last + [9]},
            "hovertemplate": "%{y}",
        }
    )  # fmt: skip
    if days:
        notes.append(_beside(days[-1], now[-1], f"<b>{now[-1]}</b>", "now"))
    apart = max([*now, *(before or ()), 1]) / 10
    if before and abs(now[-1] - before[-1]) > apart:
        notes.append(_beside(days[-1], before[-1], names[1], "before"))
    step = max(1, -(-len(days) // TICKS))
    shown = range(last, -1, -step)
    figure = _frame(traces, notes)
    figure["layout"]["margin"]["r"] = 64
    figure["layout"]["hovermode"] = "x unified"
    figure["layout"]["xaxis"] |= {
        "type": "date",
        "hoverformat": "%-d %b",
        "tickvals": [days[at] for at in shown],
        "ticktext": [labels[at] for at in shown],
    }
    top = max([*now, *(before or ()), 1])
    figure["layout"]["yaxis"] |= {"range": [0, top * HEADROOM], "nticks": 5}
    return figure


def bars(labels: Sequence[str], counts: Sequence[int], texts: Sequence[str]) -> Figure:
    """Draw counts as lying bars, the first on top."""
    trace = {
        "type": "bar", "orientation": "h", "y": list(labels), "x": list(counts),
        "text": [f"{NBSP}{words}" for words in texts], "textposition": "outside",
        "cliponaxis": False, "hoverinfo": "none", "marker": {"color": ACCENT},
    }  # fmt: skip
    figure = _frame([trace], [])
    figure["layout"]["bargap"] = 0.5
    figure["layout"]["xaxis"] |= {
        "range": [0, max([*counts, 1]) * 1.6],
        "showticklabels": False,
        "showgrid": False,
    }
    figure["layout"]["yaxis"] |= {
        "type": "category",
        "autorange": "reversed",
        "showgrid": False,
        "ticklabelstandoff": 10,
    }
    figure["layout"]["margin"] |= {"l": 8, "r": 8, "t": 0, "b": 4}
    return figure


def _beside(x: str, y: int, words: str, name: str) -> Figure:
    return {
        "x": x, "y": y, "text": words, "name": name, "showarrow": False,
        "xanchor": "left", "xshift": 10, "font": {"size": 14 if name == "now" else 12},
    }  # fmt: skip


def _frame(traces: list[Figure], notes: list[Figure]) -> Figure:
    axis = {
        "zeroline": False, "showline": False, "ticks": "", "fixedrange": True,
        "gridcolor": LINE, "gridwidth": 1, "automargin": True, "tickangle": 0,
    }  # fmt: skip
    layout = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Instrument Sans Variable, system-ui, sans-serif", "size": 12,
                 "color": INK},
        "margin": {"l": 40, "r": 56, "t": 12, "b": 32},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "autosize": True,
        "annotations": notes,
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "rangemode": "tozero"},
    }  # fmt: skip
    return {"data": traces, "layout": layout}
