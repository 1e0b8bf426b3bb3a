"""Line icons on a 24-pixel grid, drawn inline so that no icon bundle is loaded."""

import reflex as rx

PATHS = {
    "arrow-down": "M12 4.5v15M6 13.5l6 6 6-6",
    "arrow-right": "M4.5 12h15M13.5 6l6 6-6 6",
    "arrow-up": "M12 19.5v-15M6 10.5l6-6 6 6",
    "ban": "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM6 6l12 12",
    "calendar": "M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 10h16"
    "M8.5 3v4M15.5 3v4",
    "calendar-days": "M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z"
    "M4 10h16M8.5 3v4M15.5 3v4M8 14h.01M12 14h.01M16 14h.01M8 17h.01M12 17h.01",
    "chart-column": "M4 20h16M7 16v-4M12 16V6M17 16V9",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "chevron-down": "M6 9.5l6 6 6-6",
    "chevron-left": "M14.5 6l-6 6 6 6",
    "chevron-right": "M9.5 6l6 6-6 6",
    "circle-alert": "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM12 7.5V13M12 16h.01",
    "circle-help": "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM9.5 9.6a2.5 2.5 0 1 1 3.6 2.3"
    "c-.7.4-1.1 1-1.1 1.8M12 16.5h.01",
    "clock": "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2",
    "copy": "M9 11a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM5.5 15"
    "A1.5 1.5 0 0 1 4 13.5V6a2 2 0 0 1 2-2h7.5A1.5 1.5 0 0 1 15 5.5",
    "credit-card": "M3 8a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 10.5h18"
    "M7 14.5h3",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "ellipsis": "M5.5 12h.01M12 12h.01M18.5 12h.01",
    "eye": "M2.5 12C5 7.5 8 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.5 6.5-9.5 6.5s-7-2-9.5-6.5zM12 9.2"
    "a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6z",
    "file-text": "M6 5.5a2 2 0 0 1 2-2h6l4.5 4.5v11a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2zM14 3.5V8h4.5"
    "M9.5 12.5h5M9.5 16h5",
    "globe": "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c2.5 2.5 3.5 5.3 3.5"
    " 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.3-3.5-8.5s1-6 3.5-8.5z",
    "info": "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17zM12 11v5M12 8h.01",
    "layers": "M12 3.5l8.5 4.5-8.5 4.5L3.5 8zM3.5 12.5l8.5 4.5 8.5-4.5M3.5 16.5L12 21l8.5-4.5",
    "link": "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6"
    "l1-1",
    "list": "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
    "log-out": "M10 4H6.5a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2H10M14.5 8l4.5 4-4.5 4M19 12H9.5",
    "mail": "M3.5 7.5a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2zM4 7.5l8 6"
    " 8-6",
    "map-pin": "M12 21c-4-4.5-6.5-7.7-6.5-11a6.5 6.5 0 0 1 13 0c0 3.3-2.5 6.5-6.5 11zM12 7.7a2.3"
    " 2.3 0 1 1 0 4.6a2.3 2.3 0 0 1 0-4.6z",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
    "pencil": "M4.5 19.5l1-4L16 5a2.1 2.1 0 0 1 3 3L8.5 18.5zM14 7l3 3",
    "phone": "M6 4h3l1.5 4.5-2 1.5c1 2.5 2.5 4 5 5l1.5-2L19.5 14.5V18a2 2 0 0 1-2 2C10.5 20 4 13.5"
    " 4 6a2 2 0 0 1 2-2z",
    "plus": "M12 5v14M5 12h14",
    "rotate-ccw": "M4 5v5h5M4.5 10a8 8 0 1 1-.5 4",
    "search": "M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM16 16l4.5 4.5",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4zM9"
    " 14.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4z",
    "sun": "M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2.5V4.5M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3"
    "l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
    "trash": "M4.5 7h15M9 7V4.5h6V7M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
    "triangle-alert": "M12 4L2.8 19.5h18.4zM12 10v4.5M12 17h.01",
    "undo": "M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3",
    "user": "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4.5 20.5c0-3.6 3-5.5 7.5-5.5s7.5 1.9 7.5 5.5",
    "users": "M9 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM2.5 20c0-3.5 2.5-5.5 6.5-5.5s6.5 2 6.5"
    " 5.5M16 5a3.3 3.3 0 0 1 0 6.3M18 14.8c2.3.7 3.5 2.4 3.5 5.2",
    "video": "M3.5 8a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM14.5 11l6-3.5"
    "v9l-6-3.5",
    "x": "M6.5 6.5l11 11M17.5 6.5l-11 11",
}


def icon(name: str, *, small: bool = False) -> rx.Component:
    """Draw an icon at 18 px, or 15 px in small parts; it is hidden from screen readers."""
    return rx.el.svg(
        rx.el.path(d=PATHS[name]),
        view_box="0 0 24 24",
        class_name="i s" if small else "i",
        aria_hidden="true",
    )


def mark() -> rx.Component:
    """Draw our mark: three hour lines on the accent."""
    return rx.el.span(
        rx.el.svg(rx.el.path(d="M3 4.5h7M6 9h9M3 13.5h5"), view_box="0 0 18 18"),
        class_name="mark",
        aria_hidden="true",
    )
