INSERT INTO outbox (tenant, owner, subscriptions, change)
SELECT tenant, owner, subscriptions::text[], change::jsonb
FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY AS u (tenant, owner, subscriptions, change, n)
ORDER BY n
RETURNING id
