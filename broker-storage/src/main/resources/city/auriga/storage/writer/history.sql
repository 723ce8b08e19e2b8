INSERT INTO attribute_history (tenant, entity_id, attribute, dataset_id, recorded_at, observed_at, deleted, instance)
SELECT tenant, entity_id, attribute, dataset_id, recorded_at::timestamptz, observed_at::timestamptz, deleted, instance::jsonb
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::text[])
    AS u (tenant, entity_id, attribute, dataset_id, recorded_at, observed_at, deleted, instance)
