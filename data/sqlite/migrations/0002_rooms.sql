-- From the first release's database. `data.sqlite.migrating` begins each wood's new era after this.

-- Which version of the engine's behaviour plays an era (`engine.saving.version`).
ALTER TABLE eras ADD COLUMN behaviour INTEGER NOT NULL DEFAULT 1;

-- What a patron's settled calls come to, moved on by each turn; it can be worked out again from the calls.
CREATE TABLE scores (
    wood    INTEGER NOT NULL,
    patron  INTEGER NOT NULL,
    streak  INTEGER NOT NULL,
    best    INTEGER NOT NULL,
    hits    INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    PRIMARY KEY (wood, patron),
    FOREIGN KEY (wood, patron) REFERENCES patrons (wood, patron)
) STRICT, WITHOUT ROWID;

CREATE INDEX board ON scores (wood, streak DESC, hits DESC, patron);

-- A wrong call ends a run; a level one neither ends nor lengthens it.
INSERT INTO scores (wood, patron, streak, best, hits, settled)
WITH settled AS (
    SELECT wood, patron, verdict,
        sum(verdict = 'wrong') OVER (PARTITION BY wood, patron ORDER BY turn) AS run,
        sum(verdict = 'wrong') OVER (PARTITION BY wood, patron) AS misses
    FROM calls WHERE verdict <> 'open'
), runs AS (
    SELECT wood, patron, run, misses, sum(verdict = 'right') AS length, count(*) AS turns
    FROM settled GROUP BY wood, patron, run
)
SELECT wood, patron, sum(iif(run = misses, length, 0)), max(length), sum(length), sum(turns)
FROM runs GROUP BY wood, patron;

-- Events are called by their input's position among the public inputs, which counts no secret one; a secret input has none.

DROP TRIGGER inputs_never_change;

ALTER TABLE inputs ADD COLUMN position INTEGER;
UPDATE inputs SET position = number;
CREATE UNIQUE INDEX a_position_is_taken_once ON inputs (wood, position);

CREATE TRIGGER inputs_never_change BEFORE UPDATE ON inputs
BEGIN
    SELECT RAISE (ABORT, 'inputs are immutable');
END;

ALTER TABLE events ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE events SET id = (SELECT i.number FROM inputs AS i WHERE i.key = events.key / 1048576) || '.' || mark;
ALTER TABLE events DROP COLUMN mark;
