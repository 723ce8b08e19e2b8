SELECT c.type_set, c.attribute, c.attribute_type, sum(c.number) AS number
FROM (
    SELECT type_set, attribute, attribute_type, number FROM content_count WHERE tenant = :tenant
    UNION ALL
    SELECT n.type_set, u.attribute, u.attribute_type, u.change
    FROM content_change n, unnest(n.attributes, n.attribute_types, n.changes) AS u (attribute, attribute_type, change)
    WHERE n.tenant = :tenant
    UNION ALL
    -- has expired, and is not yet gone
    SELECT type_set, '', '', -1 FROM entity WHERE tenant = :tenant AND next_expiry <= :now AND expires_at <= :now
    UNION ALL
    SELECT e.type_set, a.key, i.value ->> 'type', -1
    FROM entity e, jsonb_each(e.document) a, jsonb_array_elements(a.value) i
    WHERE e.tenant = :tenant AND e.next_expiry <= :now
      AND (e.expires_at <= :now OR (i.value ->> 'expiresAt')::timestamptz <= :now)
) c
WHERE %s
GROUP BY c.type_set, c.attribute, c.attribute_type
HAVING sum(c.number) > 0
LIMIT :limit
