-- The yardstick: the same entities in the plainest table, apart from Auriga's own.
-- Ids are without colons, since pgbench takes what follows one for a variable.
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;

CREATE TABLE bench.entity (
    id          text        PRIMARY KEY,
    document    jsonb       NOT NULL,
    reading     int         NOT NULL,
    modified_at timestamptz NOT NULL
) WITH (fillfactor = 60);

CREATE TABLE bench.created (LIKE bench.entity INCLUDING ALL);

CREATE SEQUENCE bench.created_number CACHE 100;

INSERT INTO bench.entity
SELECT 'urn-ngsi-ld-Entity-santander-' || lpad(n::text, 7, '0'), :'document'::jsonb, 0, now()
FROM generate_series(0, :entities - 1) AS n;

VACUUM (ANALYZE) bench.entity;
