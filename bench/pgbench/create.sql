INSERT INTO bench.created
VALUES ('urn-ngsi-ld-Created-' || nextval('bench.created_number'), :document::jsonb, 0, now());
