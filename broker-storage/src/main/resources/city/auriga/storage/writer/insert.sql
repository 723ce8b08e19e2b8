INSERT INTO entity (tenant, id, type_set, scopes, document, created_at, modified_at, expires_at, next_expiry)
SELECT tenant, id, type_set, scopes::text[], document::jsonb, created_at::timestamptz, modified_at::timestamptz,
       expires_at::timestamptz, next_expiry::timestamptz
FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, id, type_set, scopes, document, created_at, modified_at, expires_at, next_expiry)
