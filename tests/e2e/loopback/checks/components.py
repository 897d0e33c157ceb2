"""Discord's limits on components, in messages of both kinds and in modals."""

from collections.abc import Callable
from typing import Any

from tests.e2e.loopback import components, kinds
from tests.e2e.loopback.checks.complaints import Complaints

Node = dict[str, Any]

CHILDREN = {
    kinds.ACTION_ROW: kinds.SELECTS | {kinds.BUTTON, kinds.TEXT_INPUT},
    kinds.SECTION: frozenset({kinds.TEXT_DISPLAY}),
    kinds.CONTAINER: (kinds.LAYOUT_V2 | {kinds.ACTION_ROW}) - {kinds.CONTAINER, kinds.THUMBNAIL},
}
V2_TOP = (kinds.LAYOUT_V2 | {kinds.ACTION_ROW}) - {kinds.THUMBNAIL}
MODAL_TOP = frozenset({kinds.ACTION_ROW, kinds.TEXT_DISPLAY, kinds.LABEL})
ROW_WIDTH = 5


def check_message_components(tree: list[Node], *, v2: bool, complain: Complaints) -> None:
    """Rows and buttons alone in an ordinary message; with the V2 flag 40 components and 4,000 characters."""
    allowed = V2_TOP if v2 else frozenset({kinds.ACTION_ROW})
    _check_types(tree, allowed, "components", complain)
    _check_tree(tree, complain)
    if not v2:
        complain.size(tree, 0, 5, "components")
        return
    count = len(components.nodes(tree))
    complain.unless(count <= 40, "components", f"Must have 40 or fewer components in total, has {count}.")
    letters = sum(len(text) for text in components.displayed_text(tree))
    complain.unless(
        letters <= 4000, "components", f"Displayed text must be 4000 or fewer in total, is {letters}."
    )


def check_modal(modal: Node, complain: Complaints) -> None:
    """Title, custom id, and one to five rows, labels or texts."""
    complain.size(modal.get("title"), 1, 45, "title")
    complain.size(modal.get("custom_id"), 1, 100, "custom_id")
    complain.size(modal.get("components"), 1, 5, "components")
    _check_types(modal.get("components", []), MODAL_TOP, "components", complain)
    _check_tree(modal.get("components", []), complain)


def _check_types(tree: list[Node], allowed: frozenset[int], path: str, complain: Complaints) -> None:
    for index, node in enumerate(tree):
        complain.unless(
            node["type"] in allowed, f"{path}.{index}.type", f"Type {node['type']} is not allowed here."
        )


def _check_tree(tree: list[Node], complain: Complaints) -> None:
    for path, node in components.walk(tree):
        if node["type"] in CHILDREN:
            _check_types(node.get("components", []), CHILDREN[node["type"]], f"{path}.components", complain)
        check = CHECKS.get(node["type"])
        if check is not None:
            check(node, path, complain)
    complain.different(components.custom_ids(tree), "components", "Component custom ids")
    given = [node["id"] for node in components.nodes(tree) if node.get("id")]
    complain.different(given, "components", "Component ids")


def _row(node: Node, path: str, complain: Complaints) -> None:
    children = node.get("components", [])
    complain.size(children, 1, ROW_WIDTH, f"{path}.components")
    wide = [child for child in children if child["type"] != kinds.BUTTON]
    complain.unless(
        not wide or len(children) == 1, path, f"The width of the row must be {ROW_WIDTH} or fewer."
    )


def _button(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("label"), 0, 80, f"{path}.label")
    complain.unless(node.get("label") or node.get("emoji"), path, "A button needs a label or an emoji.")
    if node.get("style") == kinds.LINK_BUTTON:
        complain.unless(
            node.get("url") and "custom_id" not in node, path, "A link button has a url and no custom id."
        )
    else:
        complain.size(node.get("custom_id"), 1, 100, f"{path}.custom_id")


def _options(node: Node, path: str, complain: Complaints) -> None:
    options = node.get("options", [])
    for index, option in enumerate(options):
        complain.size(option.get("label"), 1, 100, f"{path}.options.{index}.label")
        complain.size(option.get("value"), 1, 100, f"{path}.options.{index}.value")
        complain.size(option.get("description"), 0, 100, f"{path}.options.{index}.description")
    complain.different([option.get("value") for option in options], f"{path}.options", "Option values")


def _select(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("custom_id"), 1, 100, f"{path}.custom_id")
    complain.size(node.get("placeholder"), 0, 150, f"{path}.placeholder")
    low, high = node.get("min_values", 1), node.get("max_values", 1)
    complain.unless(0 <= low <= 25 and 1 <= high <= 25 and low <= high, path, "Bad min_values or max_values.")
    if node["type"] == kinds.STRING_SELECT:
        complain.size(node.get("options"), 1, 25, f"{path}.options")
        _options(node, path, complain)
        complain.unless(
            high <= len(node.get("options", [])), path, "max_values exceeds the number of options."
        )


def _group(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("custom_id"), 1, 100, f"{path}.custom_id")
    complain.size(node.get("options"), 2 if node["type"] == kinds.RADIO_GROUP else 1, 10, f"{path}.options")
    _options(node, path, complain)


def _text_input(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("custom_id"), 1, 100, f"{path}.custom_id")
    complain.size(node.get("label"), 0, 45, f"{path}.label")
    complain.size(node.get("value"), 0, 4000, f"{path}.value")
    complain.size(node.get("placeholder"), 0, 100, f"{path}.placeholder")


def _label(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("label"), 1, 45, f"{path}.label")
    complain.size(node.get("description"), 0, 100, f"{path}.description")
    kind = node.get("component", {}).get("type")
    complain.unless(kind in kinds.MODAL_FIELDS, f"{path}.component", f"Type {kind} is not allowed here.")


def _section(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("components"), 1, 3, f"{path}.components")
    kind = node.get("accessory", {}).get("type")
    complain.unless(
        kind in (kinds.BUTTON, kinds.THUMBNAIL), f"{path}.accessory", "Needs a button or a thumbnail."
    )


def _text_display(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("content"), 1, 4000, f"{path}.content")


def _thumbnail(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("description"), 0, 1024, f"{path}.description")


def _gallery(node: Node, path: str, complain: Complaints) -> None:
    complain.size(node.get("items"), 1, 10, f"{path}.items")
    for index, item in enumerate(node.get("items", [])):
        complain.size(item.get("description"), 0, 1024, f"{path}.items.{index}.description")


def _container(node: Node, path: str, complain: Complaints) -> None:
    complain.unless(node.get("components"), f"{path}.components", "This field is required.")


CHECKS: dict[int, Callable[[Node, str, Complaints], None]] = {
    kinds.ACTION_ROW: _row,
    kinds.BUTTON: _button,
    kinds.TEXT_INPUT: _text_input,
    kinds.SECTION: _section,
    kinds.TEXT_DISPLAY: _text_display,
    kinds.THUMBNAIL: _thumbnail,
    kinds.MEDIA_GALLERY: _gallery,
    kinds.CONTAINER: _container,
    kinds.LABEL: _label,
    kinds.RADIO_GROUP: _group,
    kinds.CHECKBOX_GROUP: _group,
    **dict.fromkeys(kinds.SELECTS, _select),
}
