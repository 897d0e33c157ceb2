-- Amounts of an earlier era are in pebbles of that era; `parts` is how many of the present ones each of them is.

-- name: eras
SELECT w.seed, e.era, e.first, e.cast_, e.rules, e.state, e.behaviour, e.parts
FROM eras AS e JOIN woods AS w ON w.key = e.wood WHERE w.id = ? ORDER BY e.era;

-- name: inputs
SELECT i.*, c.id AS command FROM inputs AS i JOIN woods AS w ON w.key = i.wood
LEFT JOIN commands AS c ON c.wood = i.wood AND c.number = i.number
WHERE w.id = ? AND i.number >= ? ORDER BY i.number LIMIT ?;

-- name: snapshots
SELECT s.* FROM snapshots AS s JOIN woods AS w ON w.key = s.wood WHERE w.id = ? ORDER BY s.number, s.chapter;

-- name: events
SELECT e.* FROM inputs AS i JOIN events AS e ON e.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.number = ? ORDER BY e.key;

-- name: events_of_turn
SELECT e.*, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
FROM inputs AS i JOIN events AS e ON e.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = (SELECT key FROM woods WHERE id = :id) AND i.number <= (
    SELECT number FROM inputs WHERE wood = i.wood AND kind <> 'command' AND turn = :turn
) AND i.number > coalesce((
    SELECT number FROM inputs WHERE wood = i.wood AND kind <> 'command' AND turn = :turn - 1
), 0)
ORDER BY i.number, e.key;

-- name: public_events
SELECT i.turn + (i.kind = 'command') AS told, e.*, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
FROM inputs AS i
JOIN events AS e ON e.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = (SELECT key FROM woods WHERE id = :id) AND i.number <= (
    SELECT max(number) FROM inputs WHERE wood = i.wood AND kind <> 'command' AND turn <= :last
) AND i.number > coalesce((
    SELECT max(number) FROM inputs WHERE wood = i.wood AND kind <> 'command' AND turn < :first
), -1)
AND e.audience = 'public' AND (
    i.turn + (i.kind = 'command') >= :whole OR e.kind IN (SELECT value FROM json_each(:kinds))
)
ORDER BY i.number, e.key;

-- name: events_of_kind
SELECT i.turn + (i.kind = 'command') AS told, e.*, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
FROM inputs AS i JOIN events AS e ON e.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND e.kind = ? AND e.audience = ?
ORDER BY i.number DESC, e.key DESC LIMIT ?;

-- name: transfers
SELECT t.* FROM inputs AS i JOIN transfers AS t ON t.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.number = ? ORDER BY t.key;

-- name: turns
SELECT i.turn, i.position, i.at, t.* FROM inputs AS i JOIN turns AS t ON t.input = i.key
WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.kind <> 'command' AND i.turn BETWEEN ? AND ? ORDER BY i.turn;

-- name: past
SELECT i.turn, t.volume, t.gini, (
    SELECT json_group_object(good, reference * i.parts) FROM (
        SELECT good, reference FROM prices WHERE key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 ORDER BY key
    )
) AS prices, (
    SELECT json_group_object(creature, json_array(wealth * i.parts, mood)) FROM (
        SELECT creature, wealth, mood FROM standings
        WHERE i.turn >= :standings AND key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 ORDER BY key
    )
) AS standings
FROM (
    SELECT i.key, i.turn, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
    FROM inputs AS i
    WHERE i.wood = (SELECT key FROM woods WHERE id = :id) AND i.kind <> 'command' AND i.turn BETWEEN :first AND :last
) AS i JOIN turns AS t ON t.input = i.key
ORDER BY i.turn;

-- name: prices
SELECT i.turn, p.good, p.reference * i.parts, p.price * i.parts, p.volume, p.demand, p.supply
FROM (
    SELECT i.key, i.turn, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
    FROM inputs AS i
    WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.kind <> 'command' AND i.turn BETWEEN ? AND ?
) AS i JOIN prices AS p ON p.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
ORDER BY i.turn, p.key;

-- name: standings
SELECT i.turn, s.creature, s.wealth * i.parts, s.pebbles * i.parts, s.mood
FROM (
    SELECT i.key, i.turn, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
    FROM inputs AS i
    WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.kind <> 'command' AND i.turn BETWEEN ? AND ?
) AS i JOIN standings AS s ON s.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
ORDER BY i.turn, s.key;

-- name: traces
SELECT i.turn, i.parts, t.*
FROM (
    SELECT i.key, i.turn, (SELECT parts FROM eras WHERE wood = i.wood AND first <= i.number ORDER BY era DESC LIMIT 1) AS parts
    FROM inputs AS i
    WHERE i.wood = (SELECT key FROM woods WHERE id = ?) AND i.kind <> 'command' AND i.turn BETWEEN ? AND ?
) AS i JOIN traces AS t ON t.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575
ORDER BY i.turn, t.key;
