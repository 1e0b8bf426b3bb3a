"""The walk's rows of finding bookings, of several at once, and of notes."""

from tests.walk_table.rows import Deed, deed

PICKED = {"picked": ["{request}", "{coming}"]}
SAVED = {"name": "Coming with Wanda"}
NARROWED = {"narrowed": {"words": "wanda"}}
HANDLERS: dict[str, Deed] = {
    "DeskState.narrow": deed("refused refused shows shows", "words", "priva"),
    "DeskState.clear_filters": deed("refused refused shows shows"),
    "DeskState.use_filter": deed("shows shows shows shows", "sf_none"),
    "DeskState.ask_save": deed("shows shows shows shows"),
    "DeskState.save_filter": deed("refused refused acts acts", SAVED, before=NARROWED),
    "DeskState.remove_filter": deed("refused refused refused acts", "{filter}"),
    "DeskState.pick": deed("shows shows shows shows", "{coming}"),
    "DeskState.pick_page": deed("shows shows shows shows"),
    "DeskState.unpick": deed("shows shows shows shows"),
    "DeskState.plan_bulk": deed("refused refused shows shows", "cancel", before=PICKED),
    # What is picked elsewhere is unknown to who does not belong there, so that nothing is done.
    "DeskState.do_bulk": deed(
        "refused refused shows acts", {"reason": ""}, before={**PICKED, "bulk_act": "cancel"}
    ),
    "DeskState.add_note": deed(
        "refused refused refused acts", {"words": "Prefers mornings"}, before={"target": "{coming}"}
    ),
    "DeskState.ask_remove_note": deed("shows shows shows shows", "{note}"),
    "DeskState.remove_note": deed(
        "refused refused refused acts", before={"target": "{coming}", "note_to_remove": "{note}"}
    ),
}
