-- Rows of a tenant that is being removed are gone: nobody waits for those who delete them.
SELECT k.n, e.xmin::text, e.type_set, e.scopes, CASE WHEN e.xmin::text = k.version THEN NULL ELSE e.document END,
       e.created_at, e.modified_at, e.expires_at
FROM unnest(?::text[], ?::text[], ?::text[], ?::int[]) AS k (tenant, id, version, n)
JOIN entity e ON e.tenant = k.tenant AND e.id = k.id
WHERE NOT EXISTS (SELECT FROM tenant t WHERE t.name = k.tenant AND t.removed_at IS NOT NULL)
ORDER BY e.tenant COLLATE "C", e.id COLLATE "C"
FOR UPDATE OF e
