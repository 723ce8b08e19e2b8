SELECT e.tenant, e.id, e.type_set, e.scopes, e.document, e.created_at, e.modified_at, e.expires_at
FROM unnest(?::text[], ?::text[]) AS k (tenant, id)
JOIN entity e ON e.tenant = k.tenant AND e.id = k.id
ORDER BY e.tenant, e.id
FOR UPDATE OF e
