-- The rest of an unsealed wood, children before parents.

-- name: traces
DELETE FROM traces WHERE key IN (
    SELECT r.key FROM inputs AS i JOIN traces AS r ON r.key BETWEEN i.key * 1048576 AND i.key * 1048576 + 1048575 WHERE i.wood = ?
);

-- name: identities
DELETE FROM identities WHERE wood = ?;

-- name: patrons
DELETE FROM patrons WHERE wood = ?;

-- name: sleeps
DELETE FROM sleeps WHERE wood = ?;

-- name: outbox
DELETE FROM outbox WHERE wood = ?;

-- name: clock
DELETE FROM clock WHERE wood = ?;

-- name: snapshots
DELETE FROM snapshots WHERE wood = ?;

-- name: commands
DELETE FROM commands WHERE wood = ?;

-- name: eras
DELETE FROM eras WHERE wood = ?;

-- name: inputs
DELETE FROM inputs WHERE wood = ?;

-- name: woods
DELETE FROM woods WHERE key = ?;
