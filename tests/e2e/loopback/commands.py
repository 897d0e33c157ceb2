"""The application commands that the bot has registered, and what a person's call of one looks like."""

from dataclasses import dataclass
from typing import Any

from tests.e2e.loopback import kinds, payloads
from tests.e2e.loopback.checks.command import check_commands
from tests.e2e.loopback.world import Channel, Guild, Member, Role, User, World

Node = dict[str, Any]
Value = str | int | float | bool | User | Channel | Role


@dataclass(frozen=True, slots=True)
class Call:
    """The ``data`` of an interaction, with the registered command it calls."""

    command: Node
    data: Node


class CommandBook:
    """Commands by guild; None is the global list."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lists: dict[int | None, list[Node]] = {}

    def put(self, guild_id: int | None, commands: list[Node]) -> list[Node]:
        """Replaces a list as the bulk put does. Raises 50035 when it breaks a limit."""
        check_commands(commands)
        kept = {(each["type"], each["name"]): each["id"] for each in self.listed(guild_id)}
        self._lists[guild_id] = [self._registered(guild_id, each, kept) for each in commands]
        self._world.changes.ring()
        return self._lists[guild_id]

    def listed(self, guild_id: int | None) -> list[Node]:
        return self._lists.get(guild_id, [])

    def _registered(self, guild_id: int | None, command: Node, kept: dict[tuple[int, str], str]) -> Node:
        kind = command.get("type", 1)
        body = command | {
            "id": kept.get((kind, command["name"])) or str(self._world.snowflakes.new()),
            "application_id": str(self._world.application_id),
            "type": kind,
            "version": str(self._world.snowflakes.new()),
        }
        return body if guild_id is None else body | {"guild_id": str(guild_id)}

    def find(self, guild_id: int | None, name: str) -> Node:
        """Raises ``LookupError`` naming what is registered."""
        offered = [*self.listed(guild_id), *(self.listed(None) if guild_id is not None else [])]
        for command in offered:
            if command["name"] == name and command["type"] == 1:
                return command
        raise LookupError(f"no command /{name}; registered are {[command['name'] for command in offered]}")

    def call(
        self, guild_id: int | None, path: str, options: dict[str, Value], focused: str | None = None
    ) -> Call:
        """``path`` is "wood status"; every value is checked as Discord's own client checks it.

        Raises ``LookupError`` for an unknown path or option, ``ValueError`` for a value not to be entered.
        """
        name, *steps = path.split()
        command = self.find(guild_id, name)
        node, chain = command, []
        for step in steps:
            node = _named(node.get("options", []), step, path)
            chain.append(node)
        nested = [each["name"] for each in node.get("options", []) if each["type"] <= kinds.SUBCOMMAND_GROUP]
        if nested:
            raise LookupError(f"/{path} goes on with one of {nested}")
        resolved: Node = {}
        filled = self._fill(node, options, focused, guild_id, resolved)
        for each in reversed(chain):
            filled = [{"type": each["type"], "name": each["name"], "options": filled}]
        data: Node = {"id": command["id"], "name": name, "type": 1, "options": filled}
        data |= {"resolved": resolved} if resolved else {}
        data |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
        return Call(command, data)

    def _fill(
        self, node: Node, options: dict[str, Value], focused: str | None, guild_id: int | None, resolved: Node
    ) -> list[Node]:
        filled = []
        for name, value in options.items():
            option = _named(node.get("options", []), name, node["name"])
            if name == focused:
                if not option.get("autocomplete"):
                    raise LookupError(f"option {name!r} of {node['name']!r} has no autocomplete")
                filled.append({"type": option["type"], "name": name, "value": value, "focused": True})
            else:
                _check_value(option, value)
                self._resolve(value, guild_id, resolved)
                sent = str(value.id) if isinstance(value, User | Channel | Role) else value
                filled.append({"type": option["type"], "name": name, "value": sent})
        missing = [
            each["name"]
            for each in node.get("options", [])
            if each.get("required") and each["name"] not in options
        ]
        if missing and focused is None:
            raise ValueError(f"{node['name']!r} needs {missing}")
        return filled

    def _resolve(self, value: Value, guild_id: int | None, resolved: Node) -> None:
        if isinstance(value, User):
            resolved.setdefault("users", {})[str(value.id)] = payloads.user(value)
            guild = self._world.guilds.get(guild_id or 0)
            if guild is not None and value.id in guild.members:
                resolved.setdefault("members", {})[str(value.id)] = _partial(guild, guild.members[value.id])
        elif isinstance(value, Channel):
            body = payloads.channel(value) | {"permissions": "0"}
            resolved.setdefault("channels", {})[str(value.id)] = body
        elif isinstance(value, Role):
            resolved.setdefault("roles", {})[str(value.id)] = payloads.role(value)


def _partial(guild: Guild, one: Member) -> Node:
    body = payloads.member(one, permissions=guild.roles[guild.id].permissions)
    return {key: value for key, value in body.items() if key not in ("user", "deaf", "mute")}


def _named(options: list[Node], name: str, where: str) -> Node:
    for option in options:
        if option["name"] == name:
            return option
    raise LookupError(f"{where!r} has no {name!r}; there are {[option['name'] for option in options]}")


TYPES: dict[int, type | tuple[type, ...]] = {
    kinds.STRING: str,
    kinds.INTEGER: int,
    kinds.BOOLEAN: bool,
    kinds.USER: User,
    kinds.CHANNEL: Channel,
    kinds.ROLE: Role,
    kinds.NUMBER: (int, float),
}


def _check_value(option: Node, value: Value) -> None:
    name, expected = option["name"], TYPES.get(option["type"], object)
    if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        raise ValueError(f"{value!r} cannot be entered for {name!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise ValueError(f"{value!r} is not among the choices {choices} of {name!r}")
    measure = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if isinstance(measure, int | float) and not isinstance(value, bool):
        if low in option and measure < option[low]:
            raise ValueError(f"{value!r} is below the {low} {option[low]} of {name!r}")
        if high in option and measure > option[high]:
            raise ValueError(f"{value!r} is above the {high} {option[high]} of {name!r}")
