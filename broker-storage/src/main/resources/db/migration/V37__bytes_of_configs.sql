-- How much the configs of each group take, so that nobody has to add them up: the sum of discovered_config.bytes. Kept by the database, also for
-- cascades and for older programs beside this one.
CREATE TABLE discovered_bytes (
    tenant   text   NOT NULL,
    path     text   NOT NULL,
    resource text   NOT NULL,
    apikey   text   NOT NULL,
    bytes    bigint NOT NULL,
    PRIMARY KEY (tenant, path, resource, apikey)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- Nobody stores a config between the sum and the triggers.
LOCK TABLE discovered_config IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO discovered_bytes
SELECT tenant, path, resource, apikey, sum(bytes) FROM discovered_config GROUP BY tenant, path, resource, apikey;

-- One statement may concern many configs, of one group: a cascade.
CREATE FUNCTION add_discovered_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO discovered_bytes AS b (tenant, path, resource, apikey, bytes)
    SELECT tenant, path, resource, apikey, sum(bytes) FROM added GROUP BY tenant, path, resource, apikey ORDER BY tenant, path, resource, apikey
    ON CONFLICT (tenant, path, resource, apikey) DO UPDATE SET bytes = b.bytes + excluded.bytes;
    RETURN NULL;
END $$;

CREATE FUNCTION subtract_discovered_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE discovered_bytes b SET bytes = b.bytes - r.bytes
    FROM (SELECT tenant, path, resource, apikey, sum(bytes) AS bytes FROM removed GROUP BY tenant, path, resource, apikey) r
    WHERE (b.tenant, b.path, b.resource, b.apikey) = (r.tenant, r.path, r.resource, r.apikey);
    -- What another transaction is adding to meanwhile is not empty: the row is looked at again under its lock.
    DELETE FROM discovered_bytes b USING (SELECT DISTINCT tenant, path, resource, apikey FROM removed) r
    WHERE (b.tenant, b.path, b.resource, b.apikey) = (r.tenant, r.path, r.resource, r.apikey) AND b.bytes = 0;
    RETURN NULL;
END $$;

-- A time that is written anew changes no sum.
CREATE FUNCTION change_discovered_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO discovered_bytes AS b (tenant, path, resource, apikey, bytes)
    SELECT tenant, path, resource, apikey, sum(bytes) FROM (
        SELECT tenant, path, resource, apikey, bytes FROM added UNION ALL
        SELECT tenant, path, resource, apikey, -bytes FROM removed) c
    GROUP BY tenant, path, resource, apikey HAVING sum(bytes) <> 0 ORDER BY tenant, path, resource, apikey
    ON CONFLICT (tenant, path, resource, apikey) DO UPDATE SET bytes = b.bytes + excluded.bytes;
    DELETE FROM discovered_bytes b USING (SELECT DISTINCT tenant, path, resource, apikey FROM removed) r
    WHERE (b.tenant, b.path, b.resource, b.apikey) = (r.tenant, r.path, r.resource, r.apikey) AND b.bytes = 0;
    RETURN NULL;
END $$;

CREATE TRIGGER discovered_config_added AFTER INSERT ON discovered_config
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_discovered_bytes();
CREATE TRIGGER discovered_config_changed AFTER UPDATE ON discovered_config
    REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION change_discovered_bytes();
CREATE TRIGGER discovered_config_removed AFTER DELETE ON discovered_config
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION subtract_discovered_bytes();
