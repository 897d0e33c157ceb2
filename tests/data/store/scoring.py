"""What a board is, worked out from all calls at once: the definition that kept scores are held against.

Calls count in the order in which they were decided.
"""

BOARD = """
WITH settled AS (
    SELECT c.patron, c.turn, c.verdict,
        sum(c.verdict = 'wrong') OVER (PARTITION BY c.patron ORDER BY c.decided, c.turn) AS run,
        sum(c.verdict = 'wrong') OVER (PARTITION BY c.patron) AS misses
    FROM calls AS c JOIN woods AS w ON w.key = c.wood WHERE w.id = :id AND c.verdict NOT IN ('open', 'void')
), runs AS (
    SELECT patron, run, misses, sum(verdict = 'right') AS length, count(*) AS turns FROM settled GROUP BY patron, run
), totals AS (
    SELECT patron, sum(iif(run = misses, length, 0)) AS streak, max(length) AS best, sum(length) AS hits,
        sum(turns) AS settled
    FROM runs GROUP BY patron
)
SELECT totals.patron, i.person, streak, best, hits, settled,
    row_number() OVER (ORDER BY streak DESC, hits DESC, totals.patron) AS rank
FROM totals LEFT JOIN identities AS i ON i.patron = totals.patron AND i.wood = (SELECT key FROM woods WHERE id = :id)
ORDER BY rank
"""
EARLIER_BOARD = BOARD.replace("c.decided, c.turn", "c.turn")
"""The same for the first two schemas, in which every call was decided by its own turn."""
