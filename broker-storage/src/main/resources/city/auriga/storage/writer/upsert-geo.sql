INSERT INTO entity_geo (tenant, entity_id, attribute, dataset_id, geom, expires_at)
SELECT tenant, entity_id, attribute, dataset_id, ST_GeomFromWKB(decode(geometry, 'hex'), 4326), expires_at::timestamptz
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, entity_id, attribute, dataset_id, geometry, expires_at)
ON CONFLICT (tenant, entity_id, attribute, dataset_id)
    DO UPDATE SET geom = excluded.geom, expires_at = excluded.expires_at
