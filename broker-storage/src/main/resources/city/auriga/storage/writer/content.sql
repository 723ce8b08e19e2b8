INSERT INTO content_change (tenant, type_set, attributes, attribute_types, changes)
SELECT tenant, type_set, attributes::text[], attribute_types::text[], changes::int[]
FROM unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::text[])
    AS u (tenant, type_set, attributes, attribute_types, changes)
