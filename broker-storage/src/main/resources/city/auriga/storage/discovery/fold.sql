WITH gone AS (
    DELETE FROM content_change WHERE ctid = ANY (ARRAY(SELECT ctid FROM content_change LIMIT :most))
    RETURNING tenant, type_set, attributes, attribute_types, changes
), news AS (
    SELECT g.tenant, g.type_set, u.attribute, u.attribute_type, sum(u.change) AS number
    FROM gone g, unnest(g.attributes, g.attribute_types, g.changes) AS u (attribute, attribute_type, change)
    GROUP BY g.tenant, g.type_set, u.attribute, u.attribute_type
), ended AS (
    DELETE FROM content_count c USING news n
    WHERE c.attribute = n.attribute AND c.tenant = n.tenant AND c.type_set = n.type_set
      AND c.attribute_type = n.attribute_type AND c.number + n.number = 0
), altered AS (
    UPDATE content_count c SET number = c.number + n.number FROM news n
    WHERE c.attribute = n.attribute AND c.tenant = n.tenant AND c.type_set = n.type_set
      AND c.attribute_type = n.attribute_type AND n.number <> 0 AND c.number + n.number <> 0
), added AS (
    INSERT INTO content_count (tenant, type_set, attribute, attribute_type, number)
    SELECT n.tenant, n.type_set, n.attribute, n.attribute_type, n.number
    FROM news n
    WHERE n.number <> 0 AND NOT EXISTS (
        SELECT FROM content_count c
        WHERE c.attribute = n.attribute AND c.tenant = n.tenant AND c.type_set = n.type_set
          AND c.attribute_type = n.attribute_type)
)
SELECT count(*) FROM gone
