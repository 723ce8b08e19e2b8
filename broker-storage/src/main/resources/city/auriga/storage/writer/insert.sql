INSERT INTO entity (tenant, id, type_set, scopes, document, created_at, modified_at, expires_at)
SELECT tenant, id, type_set, scopes::text[], document::jsonb, created_at::timestamptz, modified_at::timestamptz,
       expires_at::timestamptz
FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, id, type_set, scopes, document, created_at, modified_at, expires_at)
