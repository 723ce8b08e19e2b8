-- Every table that holds rows of tenants; partitions go with theirs.
SELECT a.attrelid::regclass::text
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attname = 'tenant' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = current_schema()
