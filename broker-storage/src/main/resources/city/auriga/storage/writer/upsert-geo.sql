INSERT INTO entity_geo (tenant, entity_id, seq, attribute, dataset_id, geom, expires_at)
SELECT u.tenant, u.entity_id, e.seq, u.attribute, u.dataset_id, ST_GeomFromWKB(decode(u.geometry, 'hex'), 4326), u.expires_at::timestamptz
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, entity_id, attribute, dataset_id, geometry, expires_at)
JOIN entity e ON e.tenant = u.tenant AND e.id = u.entity_id
ON CONFLICT (tenant, entity_id, attribute, dataset_id)
    DO UPDATE SET seq = excluded.seq, geom = excluded.geom, expires_at = excluded.expires_at
