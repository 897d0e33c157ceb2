-- name: head
SELECT key, state, generation, number, era FROM woods WHERE id = ?;

-- name: known
SELECT 1 FROM commands WHERE id = ?;

-- name: lease_held
SELECT 1 FROM clock WHERE wood = ? AND lease = ?;

-- name: command
INSERT INTO commands (id, wood, number, turn, refusal, at) VALUES (?, ?, ?, ?, ?, ?);

-- name: last
SELECT s.number, i.hash FROM snapshots AS s JOIN inputs AS i ON i.wood = s.wood
WHERE s.wood = ? AND s.chapter = 0 AND i.number = ?;

-- name: hash
SELECT hash FROM inputs WHERE wood = ? AND number = ?;

-- name: input
INSERT INTO inputs (wood, number, position, kind, turn, payload, hash, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING key;

-- name: advance
UPDATE woods SET number = ?, turn = ? WHERE key = ?;

-- name: snapshot
INSERT INTO snapshots (wood, chapter, number, turn, state) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (wood, chapter) DO UPDATE SET number = excluded.number, turn = excluded.turn, state = excluded.state;

-- name: drop_traces
DELETE FROM traces WHERE key IN (
    SELECT t.key FROM inputs AS i JOIN traces AS t ON t.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
    WHERE i.wood = ? AND i.kind <> 'command' AND i.turn > ? AND i.turn <= ?
);

-- name: held_post
SELECT key FROM outbox WHERE wood = ? AND state = 'held';

-- name: extend_post
UPDATE outbox SET last = ?, state = ? WHERE key = ?;

-- name: owe_turn
INSERT INTO outbox (wood, kind, first, last, slept, code, params, state, created)
SELECT :wood, 'turn', :turn, :turn,
    coalesce((SELECT sum(ticks) FROM sleeps WHERE wood = :wood AND after = :turn - 1), 0), '', '{}', :state, :at;

-- name: hold_tick
UPDATE clock SET next_due = ? WHERE wood = ?;

-- name: end_tick
UPDATE clock SET next_due = ?, lease = NULL, lease_until = NULL WHERE wood = ?;
