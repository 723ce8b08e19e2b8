INSERT INTO entity_geo (tenant, entity_id, attribute, dataset_id, geom)
SELECT tenant, entity_id, attribute, dataset_id, ST_GeomFromWKB(decode(geometry, 'hex'), 4326)
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, entity_id, attribute, dataset_id, geometry)
ON CONFLICT (tenant, entity_id, attribute, dataset_id) DO UPDATE SET geom = excluded.geom
