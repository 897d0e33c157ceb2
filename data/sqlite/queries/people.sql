-- name: patron
SELECT i.patron FROM identities AS i JOIN woods AS w ON w.key = i.wood WHERE w.id = ? AND i.person = ?;

-- name: next_patron
SELECT coalesce(max(patron), 0) + 1 AS patron FROM patrons WHERE wood = ?;

-- name: insert_patron
INSERT INTO patrons (wood, patron, since) VALUES (?, ?, ?);

-- name: insert_identity
INSERT INTO identities (wood, patron, person) VALUES (?, ?, ?);

-- name: user
SELECT i.person FROM identities AS i JOIN woods AS w ON w.key = i.wood WHERE w.id = ? AND i.patron = ?;

-- name: calls
SELECT c.* FROM calls AS c JOIN woods AS w ON w.key = c.wood
WHERE w.id = ? AND c.patron = ? ORDER BY c.turn DESC LIMIT ?;

-- name: board
SELECT page.*, i.person, row_number() OVER (ORDER BY page.streak DESC, page.hits DESC, page.patron) + :offset AS rank
FROM (
    SELECT * FROM scores WHERE wood = (SELECT key FROM woods WHERE id = :id)
    ORDER BY streak DESC, hits DESC, patron LIMIT :limit OFFSET :offset
) AS page LEFT JOIN identities AS i ON i.wood = page.wood AND i.patron = page.patron
ORDER BY rank;

-- name: score
SELECT own.*, i.person, 1
    + (SELECT count(*) FROM scores AS o WHERE o.wood = own.wood AND o.streak > own.streak)
    + (SELECT count(*) FROM scores AS o WHERE o.wood = own.wood AND o.streak = own.streak AND o.hits > own.hits)
    + (
        SELECT count(*) FROM scores AS o
        WHERE o.wood = own.wood AND o.streak = own.streak AND o.hits = own.hits AND o.patron < own.patron
    ) AS rank
FROM scores AS own LEFT JOIN identities AS i ON i.wood = own.wood AND i.patron = own.patron
WHERE own.wood = (SELECT key FROM woods WHERE id = :id) AND own.patron = :patron;

-- name: records
SELECT w.key, w.id, w.guild, w.channel, p.patron, p.since
FROM identities AS i JOIN woods AS w ON w.key = i.wood JOIN patrons AS p ON p.wood = i.wood AND p.patron = i.patron
WHERE i.person = ? ORDER BY w.key;

-- name: all_calls
SELECT * FROM calls WHERE wood = ? AND patron = ? ORDER BY turn;

-- name: erase
DELETE FROM identities WHERE person = ?;
