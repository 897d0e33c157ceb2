-- name: end_leases
UPDATE clock SET lease = NULL, lease_until = NULL WHERE lease IS NOT NULL;

-- name: doubt_posts
UPDATE outbox SET state = 'pending', in_doubt = 1, not_before = 0 WHERE state = 'sending';
