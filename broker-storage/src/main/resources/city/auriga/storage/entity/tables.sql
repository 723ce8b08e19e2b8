-- Every table that holds rows of tenants; of those with partitions, the partitions.
SELECT a.attrelid::regclass::text
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attname = 'tenant' AND NOT a.attisdropped AND c.relkind = 'r' AND n.nspname = current_schema()
ORDER BY a.attrelid
