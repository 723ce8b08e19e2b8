-- The value of a stored Attribute instance, by which it is ordered (4.23): of several objects or vocabulary terms the first, of
-- several languages the first by its tag.
CREATE FUNCTION instance_value(instance jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE instance ->> 'type'
        WHEN 'Relationship' THEN CASE jsonb_typeof(instance -> 'object') WHEN 'array' THEN instance -> 'object' -> 0
            ELSE instance -> 'object' END
        WHEN 'VocabProperty' THEN CASE jsonb_typeof(instance -> 'vocab') WHEN 'array' THEN instance -> 'vocab' -> 0
            ELSE instance -> 'vocab' END
        WHEN 'LanguageProperty' THEN (
            SELECT CASE jsonb_typeof(l.value) WHEN 'array' THEN l.value -> 0 ELSE l.value END
            FROM jsonb_each(instance -> 'languageMap') l ORDER BY l.key COLLATE "C" LIMIT 1)
        ELSE coalesce(instance -> 'value', instance -> 'json', instance -> 'valueList', instance -> 'objectList')
    END
$$;

-- What keys lead to inside of a value: expanded ones in a Property, the client's own in JSON and geometries, a tag in languages.
CREATE FUNCTION instance_value_inside(instance jsonb, iris text[], names text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE instance ->> 'type'
        WHEN 'Property' THEN instance -> 'value' #> iris
        WHEN 'GeoProperty' THEN instance -> 'value' #> names
        WHEN 'JsonProperty' THEN instance -> 'json' #> names
        WHEN 'LanguageProperty' THEN (
            SELECT CASE jsonb_typeof(l.value) WHEN 'array' THEN l.value -> 0 ELSE l.value END
            FROM jsonb_each(instance -> 'languageMap') l WHERE lower(l.key) = lower(names[1]) LIMIT 1)
    END
$$;

-- The kinds of values in their order: number, string, object, array, boolean, time, date, dateTime, null.
CREATE FUNCTION value_kind(value jsonb) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'number' THEN 0
        WHEN 'string' THEN 1
        WHEN 'object' THEN CASE substring(value ->> '@type' FROM '(?:^|[/#:])(DateTime|Date|Time)$')
            WHEN 'Time' THEN 5 WHEN 'Date' THEN 6 WHEN 'DateTime' THEN 7 ELSE 2 END
        WHEN 'array' THEN 3
        WHEN 'boolean' THEN 4
        WHEN 'null' THEN 8
    END
$$;

CREATE FUNCTION value_number(value jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value) WHEN 'number' THEN value::numeric WHEN 'boolean' THEN value::boolean::int::numeric END
$$;

-- Of a DateTime without what lets equal instants differ: Z, and zeros at the end of a fraction.
CREATE FUNCTION value_text(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'string' THEN value #>> '{}'
        WHEN 'object' THEN CASE WHEN value ->> '@value' LIKE '%.%Z' THEN rtrim(rtrim(value ->> '@value', 'Z0'), '.')
            ELSE rtrim(value ->> '@value', 'Z') END
    END
$$;

-- Which Context Source this is, for all processes on this database (5.15).
CREATE TABLE source_identity (
    id uuid NOT NULL
);
INSERT INTO source_identity (id) VALUES (gen_random_uuid());
