-- name: patron
SELECT i.patron FROM identities AS i JOIN woods AS w ON w.key = i.wood WHERE w.id = ? AND i.person = ?;

-- name: next_patron
SELECT coalesce(max(patron), 0) + 1 AS patron FROM patrons WHERE wood = ?;

-- name: insert_patron
INSERT INTO patrons (wood, patron, since) VALUES (?, ?, ?);

-- name: insert_identity
INSERT INTO identities (wood, patron, person) VALUES (?, ?, ?);

-- name: user
SELECT i.person FROM identities AS i JOIN woods AS w ON w.key = i.wood WHERE w.id = ? AND i.patron = ?;

-- name: good
SELECT 1 FROM prices AS p JOIN inputs AS i ON p.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = ? AND i.number = 0 AND p.good = ?;

-- name: place_call
INSERT INTO calls (wood, turn, patron, good, direction, verdict) VALUES (?, ?, ?, ?, ?, 'open')
ON CONFLICT (wood, turn, patron) DO UPDATE SET good = excluded.good, direction = excluded.direction;

-- name: calls
SELECT c.* FROM calls AS c JOIN woods AS w ON w.key = c.wood
WHERE w.id = ? AND c.patron = ? ORDER BY c.turn DESC LIMIT ?;

-- name: board
WITH settled AS (
    SELECT c.patron, c.turn, c.verdict,
        sum(c.verdict = 'wrong') OVER (PARTITION BY c.patron ORDER BY c.turn) AS run,
        sum(c.verdict = 'wrong') OVER (PARTITION BY c.patron) AS misses
    FROM calls AS c JOIN woods AS w ON w.key = c.wood WHERE w.id = :id AND c.verdict <> 'open'
), runs AS (
    SELECT patron, run, misses, sum(verdict = 'right') AS length, count(*) AS turns FROM settled GROUP BY patron, run
), scores AS (
    SELECT patron, sum(iif(run = misses, length, 0)) AS streak, max(length) AS best, sum(length) AS hits,
        sum(turns) AS settled
    FROM runs GROUP BY patron
)
SELECT scores.*, i.person, row_number() OVER (ORDER BY streak DESC, hits DESC, scores.patron) AS rank
FROM scores LEFT JOIN identities AS i ON i.patron = scores.patron AND i.wood = (SELECT key FROM woods WHERE id = :id)
ORDER BY rank LIMIT :limit OFFSET :offset;

-- name: cooldowns
SELECT c.* FROM cooldowns AS c JOIN woods AS w ON w.key = c.wood WHERE w.id = ? AND c.until > ?
ORDER BY c.until, c.subject, c.what;

-- name: records
SELECT w.key, w.id, w.guild, w.channel, p.patron, p.since
FROM identities AS i JOIN woods AS w ON w.key = i.wood JOIN patrons AS p ON p.wood = i.wood AND p.patron = i.patron
WHERE i.person = ? ORDER BY w.key;

-- name: cooldowns_of
SELECT * FROM cooldowns WHERE wood = ? AND subject = ? ORDER BY what;

-- name: all_calls
SELECT * FROM calls WHERE wood = ? AND patron = ? ORDER BY turn;

-- name: erase
DELETE FROM identities WHERE person = ?;
