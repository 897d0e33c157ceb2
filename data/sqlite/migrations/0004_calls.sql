-- The daily call has three answers, against a range; what was called before had two, and no range: both its ends are 0.
-- A call may wait for a price, so that later ones are decided before it: a score follows from calls as they were decided.
CREATE TABLE ranged_calls (
    wood    INTEGER NOT NULL,
    turn    INTEGER NOT NULL,
    patron  INTEGER NOT NULL,
    good    TEXT NOT NULL,
    low     INTEGER NOT NULL,
    high    INTEGER NOT NULL,
    answer  TEXT NOT NULL CHECK (answer IN ('dearer', 'within', 'cheaper')),
    price   INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('open', 'right', 'wrong', 'void', 'level')),
    decided INTEGER NOT NULL,
    PRIMARY KEY (wood, turn, patron),
    FOREIGN KEY (wood, patron) REFERENCES patrons (wood, patron)
) STRICT, WITHOUT ROWID;

INSERT INTO ranged_calls (wood, turn, patron, good, low, high, answer, price, verdict, decided)
SELECT wood, turn, patron, good, 0, 0, direction, 0, verdict, iif(verdict = 'open', 0, turn) FROM calls;

DROP TABLE calls;
ALTER TABLE ranged_calls RENAME TO calls;
CREATE INDEX calls_of_a_patron ON calls (wood, patron, turn);
