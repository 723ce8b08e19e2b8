INSERT INTO type_set (id, types)
SELECT coalesce(max(id), 0) + 1, ?::text[] FROM type_set
