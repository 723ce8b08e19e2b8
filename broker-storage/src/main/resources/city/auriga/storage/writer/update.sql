WITH u AS (
    SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS u (tenant, id, version, type_set, scopes, written, removed, whole, created_at, modified_at, expires_at, next_expiry)
), updated AS (
    UPDATE entity e
    SET type_set = u.type_set,
        scopes = u.scopes::text[],
        document = CASE WHEN u.whole THEN u.written::jsonb ELSE (e.document - u.removed::text[]) || u.written::jsonb END,
        created_at = u.created_at::timestamptz,
        modified_at = u.modified_at::timestamptz,
        expires_at = u.expires_at::timestamptz,
        next_expiry = u.next_expiry::timestamptz
    FROM u
    WHERE e.tenant = u.tenant AND e.id = u.id AND e.xmin::text = u.version
    RETURNING 1
)
SELECT require_rows((SELECT count(*) FROM updated), (SELECT count(*) FROM u))
