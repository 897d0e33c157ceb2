-- What follows from a wood's inputs; the wood must be unsealed.

-- name: events
DELETE FROM events WHERE key IN (
    SELECT r.key FROM inputs AS i JOIN events AS r ON r.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 WHERE i.wood = ?
);

-- name: transfers
DELETE FROM transfers WHERE key IN (
    SELECT r.key FROM inputs AS i JOIN transfers AS r ON r.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 WHERE i.wood = ?
);

-- name: turns
DELETE FROM turns WHERE input IN (SELECT key FROM inputs WHERE wood = ?);

-- name: prices
DELETE FROM prices WHERE key IN (
    SELECT r.key FROM inputs AS i JOIN prices AS r ON r.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 WHERE i.wood = ?
);

-- name: standings
DELETE FROM standings WHERE key IN (
    SELECT r.key FROM inputs AS i JOIN standings AS r ON r.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 WHERE i.wood = ?
);

-- name: scores
DELETE FROM scores WHERE wood = ?;

-- name: calls
DELETE FROM calls WHERE wood = ?;
