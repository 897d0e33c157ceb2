-- name: event
INSERT INTO events (key, id, kind, cause, audience, origin, data) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: transfer
INSERT INTO transfers (key, source, target, asset, amount, reason) VALUES (?, ?, ?, ?, ?, ?);

-- name: turn
INSERT INTO turns (input, trades, volume, gini) VALUES (?, ?, ?, ?);

-- name: price
INSERT INTO prices (key, good, reference, price, volume, demand, supply) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: standing
INSERT INTO standings (key, creature, wealth, pebbles, mood) VALUES (?, ?, ?, ?, ?);

-- name: trace
INSERT INTO traces (
    key, creature, mind, model, prompt, reply, prompt_tokens, reply_tokens, finish_reason, latency_ms,
    status, problems, result
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
