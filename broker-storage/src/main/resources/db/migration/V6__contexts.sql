-- The text of an @context is served as it came, and its members keep their order.
ALTER TABLE json_context ALTER COLUMN document TYPE json;

-- Each process adds what it counted now and then.
ALTER TABLE json_context ADD COLUMN hits bigint NOT NULL DEFAULT 0;
ALTER TABLE json_context ADD COLUMN last_used_at timestamptz;
