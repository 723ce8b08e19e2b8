-- The tenants that a transaction writes to cannot be removed before it ends; one that was removed just before is there again.
CREATE FUNCTION use_tenants(names text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted text;
BEGIN
    FOR wanted IN SELECT DISTINCT n FROM unnest(names) n WHERE n <> '' ORDER BY n LOOP
        PERFORM pg_advisory_xact_lock_shared(hashtext('tenant'), hashtext(wanted));
        IF NOT EXISTS (SELECT FROM tenant WHERE name = wanted) THEN
            INSERT INTO tenant (name) VALUES (wanted) ON CONFLICT DO NOTHING;
        END IF;
    END LOOP;
END $$;
