-- name: place
INSERT INTO calls (wood, turn, patron, good, low, high, answer, price, verdict, decided)
VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'open', 0)
ON CONFLICT (wood, turn, patron) DO UPDATE SET
    good = excluded.good, low = excluded.low, high = excluded.high, answer = excluded.answer;

-- name: judge
UPDATE calls SET verdict = ?, price = ?, decided = ? WHERE wood = ? AND turn = ? AND patron = ?;

-- name: recoin
UPDATE calls SET low = low * :parts, high = high * :parts, price = price * :parts WHERE wood = :wood AND low > 0;

-- name: tally
SELECT streak, best, hits, settled FROM scores WHERE wood = ? AND patron = ?;

-- name: keep
INSERT INTO scores (wood, patron, streak, best, hits, settled) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (wood, patron) DO UPDATE SET
    streak = excluded.streak, best = excluded.best, hits = excluded.hits, settled = excluded.settled;
