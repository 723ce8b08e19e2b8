INSERT INTO entity_history (tenant, entity_id, type_set, created_at, recorded_at, observed_from, observed_to, instances)
SELECT tenant, entity_id, type_set, created_at::timestamptz, recorded_at::timestamptz, observed_from::timestamptz,
       observed_to::timestamptz, instances::json
FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, entity_id, type_set, created_at, recorded_at, observed_from, observed_to, instances)
