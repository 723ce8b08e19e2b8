DELETE FROM entity_geo g
USING unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS u (tenant, entity_id, attribute, dataset_id)
WHERE g.tenant = u.tenant AND g.entity_id = u.entity_id AND g.attribute = u.attribute AND g.dataset_id = u.dataset_id
