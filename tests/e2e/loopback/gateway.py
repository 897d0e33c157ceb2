"""The gateway, version 10: sessions by shard, dispatches, heartbeats, resuming, and sockets that drop."""

import asyncio
import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.e2e.loopback import payloads
from tests.e2e.loopback.world import World

Form = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
KEPT_DISPATCHES = 10_000
GUILDS_INTENT, GUILD_MESSAGES_INTENT, DIRECT_MESSAGES_INTENT = 1 << 0, 1 << 9, 1 << 12
INTENT_OF = {"GUILD": GUILDS_INTENT, "CHANNEL": GUILDS_INTENT, "THREAD": GUILDS_INTENT}


@dataclass(slots=True, eq=False)
class Connection:
    """One socket; frames wait in ``outbox`` for its writer."""

    socket: web.WebSocketResponse
    request: web.Request
    outbox: asyncio.Queue[Form] = field(default_factory=asyncio.Queue)

    def send(self, op: int, data: Any = None) -> None:
        self.outbox.put_nowait({"op": op, "d": data})

    async def write(self) -> None:
        while True:
            frame = await self.outbox.get()
            try:
                await self.socket.send_str(json.dumps(frame))
            except ConnectionError:
                return

    def cut(self) -> None:
        """The network goes away: no close frame, the peer sees code 1006."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(slots=True, eq=False)
class Session:
    """What Discord remembers of one identified shard, connected or waiting to be resumed."""

    id: str
    shard: tuple[int, int]
    intents: int
    connection: Connection | None
    sequence: int = 0
    sent: deque[Form] = field(default_factory=lambda: deque(maxlen=KEPT_DISPATCHES))

    def serves(self, guild_id: int | None) -> bool:
        number, count = self.shard
        return (0 if guild_id is None else (guild_id >> 22) % count) == number

    def dispatch(self, event: str, data: Form) -> None:
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(frame)
        if self.connection is not None:
            self.connection.outbox.put_nowait(frame)


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the gateway's diary: ``identify``, ``resume``, ``invalid``, ``lost``; ``at`` is monotonic."""

    what: str
    shard: int
    at: float


class Gateway:
    """All sessions. ``diary`` tells what clients did, ``drop`` and ``invalidate`` do things to them."""

    def __init__(self, world: World, token: str, address: str, heartbeat_s: float, shards: int) -> None:
        self._world = world
        self._token = token
        self._address = address
        self._heartbeat_s = heartbeat_s
        self.shards = shards
        self.accepting = True
        self.sessions: dict[str, Session] = {}
        self.diary: list[Happening] = []

    # towards clients

    def announce(self, event: str, data: Form, guild_id: int | None) -> int:
        """Dispatches to the sessions that serve the guild (None: direct messages) and asked for it.

        Says how many there are.
        """
        needed = INTENT_OF.get(event.partition("_")[0], 0)
        if event.startswith("MESSAGE"):
            needed = DIRECT_MESSAGES_INTENT if guild_id is None else GUILD_MESSAGES_INTENT
        hearing = [
            each
            for each in self.sessions.values()
            if each.serves(guild_id) and each.intents & needed == needed
        ]
        for session in hearing:
            session.dispatch(event, data)
        return len(hearing)

    def drop(self, shard: int = 0) -> None:
        """Cuts the shard's socket without a word.

        Its session can be resumed, and what is dispatched meanwhile waits for that.
        """
        for session in self._connected(shard):
            connection, session.connection = session.connection, None
            if connection is not None:
                connection.cut()

    def ask_to_reconnect(self, shard: int = 0) -> None:
        """Opcode 7: please reconnect and resume."""
        for session in self._connected(shard):
            if session.connection is not None:
                session.connection.send(RECONNECT)

    def invalidate(self, shard: int = 0) -> None:
        """Opcode 9: the session is over, the client must identify anew."""
        for session in self._connected(shard):
            del self.sessions[session.id]
            if session.connection is not None:
                session.connection.send(INVALID_SESSION, False)

    def forget_sessions(self) -> None:
        """Sockets are cut and nothing can be resumed: as after a long outage."""
        for session in list(self.sessions.values()):
            if session.connection is not None:
                session.connection.cut()
        self.sessions.clear()

    def times(self, what: str) -> int:
        """How often something stands in the diary."""
        return sum(happening.what == what for happening in self.diary)

    def connected_shards(self) -> set[int]:
        return {each.shard[0] for each in self.sessions.values() if each.connection is not None}

    async def connected(self, timeout: float = 15) -> None:
        """Waits until every shard has identified or resumed and is connected."""
        wanted = set(range(self.shards))
        await self._world.changes.until(
            lambda: self.connected_shards() == wanted, timeout, "the bot's shards"
        )

    async def happened(self, what: str, times: int = 1, timeout: float = 15) -> None:
        await self._world.changes.until(lambda: self.times(what) >= times, timeout, f"{what} x {times}")

    def _connected(self, shard: int) -> list[Session]:
        return [
            each for each in self.sessions.values() if each.shard[0] == shard and each.connection is not None
        ]

    # from clients

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket from HELLO to its end, however it ends."""
        if not self.accepting:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request)
        writer = asyncio.create_task(connection.write())
        connection.send(HELLO, {"heartbeat_interval": int(self._heartbeat_s * 1000)})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive(connection, json.loads(message.data))
        finally:
            writer.cancel()
            self._lost(connection)
        return socket

    def _lost(self, connection: Connection) -> None:
        for session in self.sessions.values():
            if session.connection is connection:
                session.connection = None
                self._write_down("lost", session.shard[0])
        self._world.changes.ring()

    async def _receive(self, connection: Connection, frame: Form) -> None:
        op, data = frame["op"], frame["d"]
        if op == HEARTBEAT:
            connection.send(HEARTBEAT_ACK)
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            self._resume(connection, data)
        elif op == REQUEST_MEMBERS:
            self._send_members(connection, data)

    async def _identify(self, connection: Connection, data: Form) -> None:
        if data["token"] != self._token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
            return
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            await connection.socket.close(code=4010, message=b"Invalid shard.")
            return
        for dead in [
            each for each in self.sessions.values() if each.shard[0] == number and each.connection is None
        ]:
            del self.sessions[dead.id]
        session = Session(secrets.token_hex(8), (number, count), data["intents"], connection)
        self.sessions[session.id] = session
        self._write_down("identify", number)
        guilds = [guild for guild in self._world.guilds.values() if session.serves(guild.id)]
        session.dispatch("READY", self._ready(session, [guild.id for guild in guilds]))
        for guild in guilds:
            session.dispatch("GUILD_CREATE", payloads.guild(self._world, guild))

    def _ready(self, session: Session, guild_ids: list[int]) -> Form:
        return {
            "v": 10,
            "user": payloads.user(self._world.bot),
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in guild_ids],
            "session_id": session.id,
            "resume_gateway_url": self._address,
            "shard": list(session.shard),
            "application": {"id": str(self._world.application_id), "flags": 0},
        }

    def _resume(self, connection: Connection, data: Form) -> None:
        session = self.sessions.get(data["session_id"])
        missed = [] if session is None else [frame for frame in session.sent if frame["s"] > data["seq"]]
        if session is None or data["token"] != self._token or session.sequence - data["seq"] != len(missed):
            self._write_down("invalid", 0 if session is None else session.shard[0])
            connection.send(INVALID_SESSION, False)
            return
        if session.connection is not None:
            session.connection.cut()
        session.connection = connection
        for frame in missed:
            connection.outbox.put_nowait(frame)
        session.dispatch("RESUMED", {"_trace": []})
        self._write_down("resume", session.shard[0])

    def _send_members(self, connection: Connection, data: Form) -> None:
        guild = self._world.guild(int(data["guild_id"]))
        wanted = data.get("user_ids") or []
        ids = {int(each) for each in (wanted if isinstance(wanted, list) else [wanted])}
        start = (data.get("query") or "").lower()
        found = [
            each
            for key, each in guild.members.items()
            if (not ids or key in ids) and each.user.name.startswith(start)
        ]
        chunk = {
            "guild_id": str(guild.id),
            "members": [payloads.member(each) for each in found[: data.get("limit") or None]],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data.get("nonce"),
        }
        for session in self.sessions.values():
            if session.connection is connection:
                session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _write_down(self, what: str, shard: int) -> None:
        self.diary.append(Happening(what, shard, time.monotonic()))
        self._world.changes.ring()
