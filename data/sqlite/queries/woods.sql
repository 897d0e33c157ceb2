-- name: find
SELECT w.*, c.schedule, c.next_due FROM woods AS w JOIN clock AS c ON c.wood = w.key WHERE w.id = ?;

-- name: in_channel
SELECT w.*, c.schedule, c.next_due FROM woods AS w JOIN clock AS c ON c.wood = w.key
WHERE w.channel = ? AND w.state <> 'deleted';

-- name: all
SELECT w.*, c.schedule, c.next_due FROM woods AS w JOIN clock AS c ON c.wood = w.key
WHERE (:guild IS NULL OR w.guild = :guild) AND (:deleted OR w.state <> 'deleted') ORDER BY w.key;

-- name: load
-- The commands are ordered by the index on (wood, number) that they are read by.
SELECT w.*, c.schedule, c.next_due, s.state AS snapshot, e.cast_ AS cast_digest, e.rules AS rules_digest, (
    SELECT json_group_array(later.payload) FROM (
        SELECT payload FROM inputs AS i WHERE i.wood = w.key AND i.number > s.number ORDER BY i.number
    ) AS later
) AS commands
FROM woods AS w
JOIN clock AS c ON c.wood = w.key
JOIN snapshots AS s ON s.wood = w.key AND s.chapter = 0
JOIN eras AS e ON e.wood = w.key AND e.era = w.era
WHERE w.id = ?;

-- name: content
SELECT body FROM contents WHERE digest = ?;

-- name: keep_content
INSERT INTO contents (digest, body) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING;

-- name: insert
INSERT INTO woods (id, guild, channel, seed, settings, state, reason, generation, number, turn, era, founded)
VALUES (?, ?, ?, ?, ?, 'living', '', 1, 0, 0, 1, ?) RETURNING key;

-- name: insert_clock
INSERT INTO clock (wood, schedule, next_due) VALUES (?, ?, ?);

-- name: insert_era
INSERT INTO eras (wood, era, first, cast_, rules, state, at, behaviour) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: enter_era
UPDATE woods SET era = ? WHERE key = ?;

-- name: recoin
UPDATE eras SET parts = parts * :parts WHERE wood = :wood AND era < (SELECT era FROM woods WHERE key = :wood);

-- name: command
SELECT w.id, c.number, c.turn, c.refusal FROM commands AS c JOIN woods AS w ON w.key = c.wood WHERE c.id = ?;

-- name: command_events
SELECT e.* FROM inputs AS i JOIN events AS e ON e.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.number = ? ORDER BY e.key;

-- name: set_state
UPDATE woods SET state = ?, reason = ?, generation = generation + 1, ended = ? WHERE key = ?;

-- name: set_next
UPDATE clock SET next_due = ?, lease = NULL, lease_until = NULL WHERE wood = ?;

-- name: free_posts
UPDATE outbox SET state = 'pending' WHERE wood = ? AND state = 'held';

-- name: hurry_posts
UPDATE outbox SET not_before = 0 WHERE wood = ? AND state = 'pending';

-- name: drop_posts
UPDATE outbox SET state = 'failed', failure = 'deleted' WHERE wood = ? AND state IN ('held', 'pending');

-- name: set_settings
UPDATE woods SET settings = ? WHERE key = ?;

-- name: set_schedule
UPDATE clock SET schedule = ?, next_due = ?, lease = NULL, lease_until = NULL WHERE wood = ?;

-- name: move
UPDATE woods SET channel = ? WHERE key = ?;

-- name: ended_before
SELECT key FROM woods WHERE state = 'deleted' AND ended < ?;

-- name: unseal
UPDATE woods SET unsealed = ? WHERE key = ?;

-- name: unused_contents
DELETE FROM contents WHERE digest NOT IN (SELECT cast_ FROM eras UNION SELECT rules FROM eras);
