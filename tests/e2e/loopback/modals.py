"""Filling in a modal as Discord's own client does: required fields, lengths, options."""

from typing import Any

from tests.e2e.loopback import components, kinds
from tests.e2e.loopback.interactions import field_of

Form = dict[str, Any]
Answer = str | bool | list[str] | None


def filled(modal: Form, answers: dict[str, Answer]) -> Form:
    """The ``data`` of a submitted modal; ``answers`` by custom id or label, a default where one is missing.

    Raises ``LookupError`` for a field that is not there, ``ValueError`` for an answer that cannot be entered.
    """
    by_id = {field_of(modal, name)["custom_id"]: answer for name, answer in answers.items()}
    tree = [_submitted(node, by_id) for node in modal["components"]]
    return {"custom_id": modal["custom_id"], "components": tree}


def _submitted(node: Form, by_id: dict[str, Answer]) -> Form:
    body: Form = {"type": node["type"], "id": node.get("id", 0)}
    if node["type"] == kinds.ACTION_ROW:
        return body | {"components": [_field(child, by_id) for child in node["components"]]}
    if node["type"] == kinds.LABEL:
        return body | {"component": _field(node["component"], by_id)}
    return body


def _field(node: Form, by_id: dict[str, Answer]) -> Form:
    name = node["custom_id"]
    answer = by_id.get(name, _default(node))
    required = node.get("required", node["type"] not in (kinds.CHECKBOX,))
    if required and answer in (None, "", []):
        raise ValueError(f"the field {name!r} must be filled in")
    body = {"type": node["type"], "id": node.get("id", 0), "custom_id": name}
    if node["type"] == kinds.TEXT_INPUT:
        return body | {"value": _text(node, str(answer or ""))}
    if node["type"] == kinds.CHECKBOX:
        return body | {"value": bool(answer)}
    if node["type"] == kinds.RADIO_GROUP:
        return body | {"value": answer and _among(node, [str(answer)])[0]}
    values = answer if isinstance(answer, list) else [str(answer)] if answer else []
    return body | {"values": _among(node, values)}


def _default(node: Form) -> Answer:
    if node["type"] == kinds.TEXT_INPUT:
        return str(node.get("value") or "")
    if node["type"] == kinds.CHECKBOX:
        return bool(node.get("default"))
    chosen = [option["value"] for option in node.get("options", []) if option.get("default")]
    return next(iter(chosen), None) if node["type"] == kinds.RADIO_GROUP else chosen


def _text(node: Form, answer: str) -> str:
    low, high = node.get("min_length") or 0, node.get("max_length") or 4000
    if answer and not low <= len(answer) <= high:
        raise ValueError(
            f"the field {node['custom_id']!r} takes {low} to {high} characters, not {len(answer)}"
        )
    return answer


def _among(node: Form, values: list[str]) -> list[str]:
    """The values, if the field's options and its least and greatest number of them allow it."""
    options = [option["value"] for option in node.get("options", [])]
    strange = [value for value in values if options and value not in options]
    if strange:
        raise ValueError(f"{strange} are not among {options} of {node['custom_id']!r}")
    if len(values) > node.get(
        "max_values", max(len(options), 1) if node["type"] == kinds.CHECKBOX_GROUP else 1
    ):
        raise ValueError(f"too many values for {node['custom_id']!r}")
    return values


def chosen(tree: list[Form], custom_id: str, values: list[str]) -> Form:
    """The ``data`` of a click or a choice on a message. Raises as ``filled`` does."""
    node = components.by_custom_id(tree, custom_id)
    if node.get("disabled"):
        raise ValueError(f"{custom_id!r} is disabled")
    data: Form = {"custom_id": custom_id, "component_type": node["type"], "id": node.get("id", 0)}
    if node["type"] not in kinds.SELECTS:
        return data
    if len(values) < node.get("min_values", 1):
        raise ValueError(f"{custom_id!r} needs at least {node.get('min_values', 1)} values")
    return data | {"values": _among(node, values)}
