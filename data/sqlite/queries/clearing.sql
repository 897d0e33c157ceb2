-- What follows from a wood's inputs; the wood must be unsealed.

-- name: events
DELETE FROM events WHERE input IN (SELECT key FROM inputs WHERE wood = ?);

-- name: transfers
DELETE FROM transfers WHERE input IN (SELECT key FROM inputs WHERE wood = ?);

-- name: turns
DELETE FROM turns WHERE input IN (SELECT key FROM inputs WHERE wood = ?);

-- name: prices
DELETE FROM prices WHERE input IN (SELECT key FROM inputs WHERE wood = ?);

-- name: standings
DELETE FROM standings WHERE input IN (SELECT key FROM inputs WHERE wood = ?);
