"""Plotly's component without its templates; imported when a page is drawn, never while serving."""

from typing import Any

import reflex as rx
from plotly.graph_objs import Figure
from reflex_components_plotly.plotly import Plotly, PlotlyBasic

__all__ = ["Figure", "PlotlyChart"]


class PlotlyChart(PlotlyBasic):
    """`rx.plotly.basic`, but for two templates of 7 kB each, whose colours would never be seen."""

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        """Make the chart; its colours come from `.plot` in the style sheet."""
        made: rx.Component = super(Plotly, cls).create(*children, **props)
        return made
