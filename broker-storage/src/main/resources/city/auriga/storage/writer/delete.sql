DELETE FROM entity e
USING unnest(?::text[], ?::text[]) AS u (tenant, id)
WHERE e.tenant = u.tenant AND e.id = u.id
