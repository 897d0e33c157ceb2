-- Instants are milliseconds since 1970 in UTC. A wood's rows hang on its key.
--
-- What follows from an input (events, transfers, prices, standings, traces) has the input's key times 1048576 (2 ** 20),
-- plus its place, as its own key: so a turn's rows stand together, and are always appended, which costs the fewest pages.

CREATE TABLE contents (
    digest TEXT PRIMARY KEY,
    body   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE woods (
    key        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    guild      INTEGER NOT NULL,
    channel    INTEGER NOT NULL,
    seed       TEXT NOT NULL,
    settings   TEXT NOT NULL CHECK (json_valid(settings)),
    state      TEXT NOT NULL CHECK (state IN ('living', 'paused', 'quarantined', 'deleted')),
    reason     TEXT NOT NULL,
    generation INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    turn       INTEGER NOT NULL,
    era        INTEGER NOT NULL,
    founded    INTEGER NOT NULL,
    ended      INTEGER,
    unsealed   INTEGER NOT NULL DEFAULT 0 CHECK (unsealed IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX one_wood_in_a_channel ON woods (channel) WHERE state <> 'deleted';
CREATE INDEX woods_of_a_guild ON woods (guild);

CREATE TABLE eras (
    wood  INTEGER NOT NULL REFERENCES woods (key),
    era   INTEGER NOT NULL,
    first INTEGER NOT NULL,
    cast_ TEXT NOT NULL REFERENCES contents (digest),
    rules TEXT NOT NULL REFERENCES contents (digest),
    state TEXT NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (wood, era)
) STRICT, WITHOUT ROWID;

-- The log: the truth, from which everything else of a wood can be worked out again.
CREATE TABLE inputs (
    key     INTEGER PRIMARY KEY,
    wood    INTEGER NOT NULL REFERENCES woods (key),
    number  INTEGER NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('founding', 'turn', 'command')),
    turn    INTEGER NOT NULL,
    payload TEXT NOT NULL,
    hash    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (wood, number)
) STRICT;

CREATE UNIQUE INDEX a_turn_is_played_once ON inputs (wood, turn) WHERE kind <> 'command';

CREATE TABLE commands (
    id      TEXT PRIMARY KEY,
    wood    INTEGER NOT NULL REFERENCES woods (key),
    number  INTEGER,
    turn    INTEGER NOT NULL,
    refusal TEXT,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX commands_of_a_wood ON commands (wood, number);

-- `chapter` is the one that the snapshot ended; 0 for the newest.
CREATE TABLE snapshots (
    wood    INTEGER NOT NULL REFERENCES woods (key),
    chapter INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    turn    INTEGER NOT NULL,
    state   TEXT NOT NULL,
    PRIMARY KEY (wood, chapter)
) STRICT;

-- `mark` is what an event's id ends with.
CREATE TABLE events (
    key      INTEGER PRIMARY KEY,
    mark     INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    cause    TEXT NOT NULL,
    audience TEXT NOT NULL,
    origin   TEXT NOT NULL,
    data     TEXT NOT NULL
) STRICT;

CREATE TABLE transfers (
    key    INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    asset  TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE turns (
    input  INTEGER PRIMARY KEY REFERENCES inputs (key),
    trades INTEGER NOT NULL,
    volume INTEGER NOT NULL,
    gini   INTEGER NOT NULL
) STRICT;

CREATE TABLE prices (
    key       INTEGER PRIMARY KEY,
    good      TEXT NOT NULL,
    reference INTEGER NOT NULL,
    price     INTEGER NOT NULL,
    volume    INTEGER NOT NULL,
    demand    INTEGER NOT NULL,
    supply    INTEGER NOT NULL
) STRICT;

CREATE TABLE standings (
    key      INTEGER PRIMARY KEY,
    creature TEXT NOT NULL,
    wealth   INTEGER NOT NULL,
    pebbles  INTEGER NOT NULL,
    mood     INTEGER NOT NULL
) STRICT;

CREATE TABLE traces (
    key           INTEGER PRIMARY KEY,
    creature      TEXT NOT NULL,
    mind          TEXT NOT NULL,
    model         TEXT NOT NULL,
    prompt        TEXT NOT NULL,
    reply         TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    reply_tokens  INTEGER NOT NULL,
    finish_reason TEXT NOT NULL,
    latency_ms    REAL NOT NULL,
    status        TEXT NOT NULL,
    problems      TEXT NOT NULL,
    result        TEXT NOT NULL
) STRICT;

CREATE TABLE clock (
    wood        INTEGER PRIMARY KEY REFERENCES woods (key),
    schedule    TEXT NOT NULL,
    next_due    INTEGER,
    lease       TEXT,
    lease_until INTEGER
) STRICT;

CREATE INDEX due_woods ON clock (next_due) WHERE next_due IS NOT NULL;

CREATE TABLE sleeps (
    wood  INTEGER NOT NULL REFERENCES woods (key),
    after INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    ticks INTEGER NOT NULL,
    PRIMARY KEY (wood, after, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    key        INTEGER PRIMARY KEY,
    wood       INTEGER NOT NULL REFERENCES woods (key),
    kind       TEXT NOT NULL CHECK (kind IN ('turn', 'notice')),
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    slept      INTEGER NOT NULL,
    code       TEXT NOT NULL,
    params     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('held', 'pending', 'sending', 'sent', 'failed')),
    in_doubt   INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
    attempts   INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    message    INTEGER,
    failure    TEXT,
    created    INTEGER NOT NULL
) STRICT;

CREATE INDEX posts_of_a_wood ON outbox (wood, last);
CREATE INDEX posts_owed ON outbox (wood, key) WHERE state IN ('held', 'pending', 'sending');

CREATE TABLE patrons (
    wood   INTEGER NOT NULL REFERENCES woods (key),
    patron INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    PRIMARY KEY (wood, patron)
) STRICT, WITHOUT ROWID;

-- Who a patron is. Erasing a person deletes rows here and nowhere else.
CREATE TABLE identities (
    wood   INTEGER NOT NULL,
    patron INTEGER NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (wood, patron),
    UNIQUE (person, wood),
    FOREIGN KEY (wood, patron) REFERENCES patrons (wood, patron)
) STRICT, WITHOUT ROWID;

CREATE TABLE calls (
    wood      INTEGER NOT NULL,
    turn      INTEGER NOT NULL,
    patron    INTEGER NOT NULL,
    good      TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('dearer', 'cheaper')),
    verdict   TEXT NOT NULL CHECK (verdict IN ('open', 'right', 'wrong', 'level')),
    PRIMARY KEY (wood, turn, patron),
    FOREIGN KEY (wood, patron) REFERENCES patrons (wood, patron)
) STRICT, WITHOUT ROWID;

CREATE INDEX calls_of_a_patron ON calls (wood, patron, turn);

CREATE TABLE cooldowns (
    wood    INTEGER NOT NULL REFERENCES woods (key),
    subject TEXT NOT NULL,
    what    TEXT NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (wood, subject, what)
) STRICT, WITHOUT ROWID;

-- Log and transfers are immutable, but for a wood that was unsealed to be purged or to have its transfers written anew.
CREATE TRIGGER inputs_never_change BEFORE UPDATE ON inputs
BEGIN
    SELECT RAISE (ABORT, 'inputs are immutable');
END;

CREATE TRIGGER inputs_never_vanish BEFORE DELETE ON inputs
WHEN NOT (SELECT unsealed FROM woods WHERE key = OLD.wood)
BEGIN
    SELECT RAISE (ABORT, 'inputs are immutable');
END;

CREATE TRIGGER transfers_never_change BEFORE UPDATE ON transfers
BEGIN
    SELECT RAISE (ABORT, 'transfers are immutable');
END;

CREATE TRIGGER transfers_never_vanish BEFORE DELETE ON transfers
WHEN NOT (SELECT w.unsealed FROM inputs AS i JOIN woods AS w ON w.key = i.wood WHERE i.key = OLD.key / 1048576)
BEGIN
    SELECT RAISE (ABORT, 'transfers are immutable');
END;
