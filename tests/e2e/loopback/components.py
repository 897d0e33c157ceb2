"""Reading a tree of message components (V2 layouts, action rows, modals)."""

from collections.abc import Iterator
from typing import Any

from tests.e2e.loopback import kinds

Node = dict[str, Any]


def walk(components: list[Node], path: str = "components") -> Iterator[tuple[str, Node]]:
    """Every component with its dotted path, parents before children, in the order in which they are shown."""
    for index, node in enumerate(components):
        yield from _walk_one(node, f"{path}.{index}")


def _walk_one(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    yield path, node
    yield from walk(node.get("components", []), f"{path}.components")
    for key in ("accessory", "component"):
        if key in node:
            yield from _walk_one(node[key], f"{path}.{key}")


def nodes(components: list[Node]) -> list[Node]:
    return [node for _, node in walk(components)]


def _words(node: Node) -> Iterator[str]:
    for key in ("content", "label", "description", "placeholder"):
        if node.get(key):
            yield str(node[key])
    for inner in (*node.get("options", []), *node.get("items", [])):
        yield from _words(inner)


def text_of(components: list[Node]) -> str:
    """Every word a reader meets: text displays, labels, placeholders, options, alt texts; a line each."""
    return "\n".join(word for node in nodes(components) for word in _words(node))


def displayed_text(components: list[Node]) -> list[str]:
    """The contents of the text displays alone."""
    return [node["content"] for node in nodes(components) if node["type"] == kinds.TEXT_DISPLAY]


def custom_ids(components: list[Node]) -> list[str]:
    return [node["custom_id"] for node in nodes(components) if node.get("custom_id")]


def by_custom_id(components: list[Node], custom_id: str) -> Node:
    """Raises ``LookupError`` naming what there is."""
    for node in nodes(components):
        if node.get("custom_id") == custom_id:
            return node
    raise LookupError(f"no component {custom_id!r}; there are {custom_ids(components)}")


def media(components: list[Node]) -> Iterator[tuple[str, Node]]:
    """Every media reference (``{"url": ...}``) with its path."""
    for path, node in walk(components):
        for key in ("media", "file"):
            if isinstance(node.get(key), dict):
                yield f"{path}.{key}", node[key]
        for index, item in enumerate(node.get("items", [])):
            if isinstance(item.get("media"), dict):
                yield f"{path}.items.{index}.media", item["media"]
