"""Charts by Plotly, for the pages that show them: no other page loads its 360 kB.

Its Python part is imported when a page is drawn: serving needs none of it (5 MB).
"""

from typing import Any

import reflex as rx

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def chart(
    figure: rx.Var[dict[str, Any]], *, label: rx.Var[str] | str, on_click: Any, height: int = 260
) -> rx.Component:
    """Draw a figure; `label` says what it shows to those who do not see it."""
    from sched_app.components.plotly_chart import Figure, PlotlyChart

    return rx.el.div(
        PlotlyChart.create(
            data=figure.to(Figure),
            config=CONFIG,
            use_resize_handler=True,
            style={"width": "100%", "height": f"{height}px"},
            on_click=on_click,
        ),
        role="img",
        aria_label=label,
        class_name="plot",
        style={"height": f"{height}px"},
    )
