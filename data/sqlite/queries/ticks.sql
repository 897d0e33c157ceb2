-- name: any_due
SELECT 1 FROM clock AS c JOIN woods AS w ON w.key = c.wood
WHERE c.next_due <= :now AND (c.lease_until IS NULL OR c.lease_until <= :now) AND w.state = 'living' LIMIT 1;

-- name: claim
UPDATE clock SET lease = lower(hex(randomblob(8))), lease_until = :until
WHERE wood IN (
    SELECT c.wood FROM clock AS c JOIN woods AS w ON w.key = c.wood
    WHERE c.next_due <= :now AND (c.lease_until IS NULL OR c.lease_until <= :now) AND w.state = 'living'
    ORDER BY c.next_due, c.wood LIMIT :limit
) RETURNING wood;

-- name: claimed
SELECT w.id, w.generation, w.number, w.turn, c.* FROM clock AS c JOIN woods AS w ON w.key = c.wood WHERE c.wood = ?;

-- name: oversleep
UPDATE clock SET next_due = :due
WHERE lease = :lease AND wood = (SELECT key FROM woods WHERE id = :id)
RETURNING wood;

-- name: sleep
INSERT INTO sleeps (wood, after, since, until, ticks) VALUES (?, ?, ?, ?, ?);

-- name: release
UPDATE clock SET lease = NULL, lease_until = :again
WHERE lease = :lease AND wood = (SELECT key FROM woods WHERE id = :id);
