-- name: head
SELECT key, state, generation, number, era FROM woods WHERE id = ?;

-- name: known
SELECT 1 FROM commands WHERE id = ?;

-- name: lease_held
SELECT 1 FROM clock WHERE wood = ? AND lease = ?;

-- name: command
INSERT INTO commands (id, wood, number, turn, refusal, at) VALUES (?, ?, ?, ?, ?, ?);

-- name: cooling
SELECT until FROM cooldowns WHERE wood = ? AND subject = ? AND what = ? AND until > ?;

-- name: cool_down
INSERT INTO cooldowns (wood, subject, what, until) VALUES (?, ?, ?, ?)
ON CONFLICT (wood, subject, what) DO UPDATE SET until = excluded.until;

-- name: last
SELECT s.number, i.hash FROM snapshots AS s JOIN inputs AS i ON i.wood = s.wood
WHERE s.wood = ? AND s.chapter = 0 AND i.number = ?;

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

-- name: before
SELECT key FROM inputs WHERE wood = :wood AND kind <> 'command' AND turn = :turn - 1;

-- name: called
SELECT 1 FROM calls WHERE wood = :wood AND turn = :turn LIMIT 1;

-- name: judge_calls
UPDATE calls SET verdict = coalesce((
    SELECT CASE sign(now.reference - before.reference)
        WHEN 0 THEN 'level'
        WHEN 1 THEN iif(calls.direction = 'dearer', 'right', 'wrong')
        ELSE iif(calls.direction = 'cheaper', 'right', 'wrong')
    END
    FROM prices AS now JOIN prices AS before ON before.good = now.good
    WHERE now.good = calls.good AND now.key BETWEEN :input * 1048576 AND :input * 1048576 + 1048575
        AND before.key BETWEEN :before * 1048576 AND :before * 1048576 + 1048575
), 'level')
WHERE wood = :wood AND turn = :turn;

-- name: begin_scores
INSERT INTO scores (wood, patron, streak, best, hits, settled)
SELECT wood, patron, 0, 0, 0, 0 FROM calls WHERE wood = :wood AND turn = :turn
ON CONFLICT (wood, patron) DO NOTHING;

-- name: move_scores
UPDATE scores SET
    streak = CASE c.verdict WHEN 'right' THEN streak + 1 WHEN 'wrong' THEN 0 ELSE streak END,
    best = max(best, streak + (c.verdict = 'right')),
    hits = hits + (c.verdict = 'right'),
    settled = settled + 1
FROM calls AS c
WHERE c.wood = :wood AND c.turn = :turn AND scores.wood = c.wood AND scores.patron = c.patron;

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
