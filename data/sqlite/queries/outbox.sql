-- name: owe
INSERT INTO outbox (wood, kind, first, last, slept, code, params, state, created)
SELECT key, 'notice', turn, turn, 0, ?, ?, 'pending', ? FROM woods WHERE key = ? RETURNING key;

-- name: ripe
-- The first condition is the index's own: without it the whole table would be read.
SELECT o.key FROM outbox AS o
WHERE o.state IN ('held', 'pending', 'sending') AND o.state = 'pending' AND o.not_before <= :now AND NOT EXISTS (
    SELECT 1 FROM outbox AS older
    WHERE older.wood = o.wood AND older.key < o.key AND older.state IN ('held', 'pending', 'sending')
)
ORDER BY o.key LIMIT :limit;

-- name: take
UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE key = ?;

-- name: post
SELECT w.id, w.guild, w.channel, o.* FROM outbox AS o JOIN woods AS w ON w.key = o.wood WHERE o.key = ?;

-- name: sent
UPDATE outbox SET state = 'sent', message = ?, in_doubt = 0 WHERE key = ?;

-- name: retry
UPDATE outbox SET state = 'pending', not_before = :again, in_doubt = max(in_doubt, :in_doubt)
WHERE key = :key AND state = 'sending';

-- name: fail
UPDATE outbox SET state = 'failed', failure = ? WHERE key = ?;

-- name: waiting
SELECT count(*) AS posts FROM outbox WHERE state IN ('held', 'pending', 'sending');
