INSERT INTO outbox (tenant, owner, subscriptions, change, created_at)
SELECT tenant, owner, subscriptions::text[], change::jsonb, created_at::timestamptz
FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[])
    WITH ORDINALITY AS u (tenant, owner, subscriptions, change, created_at, n)
ORDER BY n
RETURNING id
