-- Attributes that an operator has declared as indexed. Their indexes are made outside of any request; "reason" says why one failed.
CREATE TABLE attribute_index (
    id          int         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    attribute   text        NOT NULL UNIQUE,
    state       text        NOT NULL DEFAULT 'building' CHECK (state IN ('building', 'valid', 'failed', 'removing')),
    reason      text,
    declared_at timestamptz NOT NULL DEFAULT now()
);

-- What follows is kept in indexes: it must never fail, never be longer than an index can hold, and keep the order of what it is made
-- from. From version 17 on, PostgreSQL builds indexes with an empty search path, so the functions of an index call no other of ours.
CREATE FUNCTION indexed_number(number numeric) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT greatest(-1e300, least(1e300, round(number, 30)))::double precision
$$;

CREATE FUNCTION indexed_text(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT left(value, 200)
$$;

-- The lowest number among the values of all instances of an Attribute; elements of an array count each. Null if there is none.
CREATE FUNCTION lowest_number(instances jsonb) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
DECLARE
    single jsonb := CASE jsonb_array_length(instances) WHEN 1 THEN instances -> 0 -> 'value' END;
BEGIN
    CASE jsonb_typeof(single)
        WHEN 'number' THEN RETURN greatest(-1e300, least(1e300, round(single::numeric, 30)))::double precision;
        WHEN 'string', 'boolean' THEN RETURN NULL;
        ELSE RETURN (
            SELECT min(greatest(-1e300, least(1e300, round(v::numeric, 30)))::double precision)
            FROM (
                SELECT jsonb_path_query(instances, '$[*].value[*] ? (@.type() == "number")')
                UNION ALL
                SELECT jsonb_path_query(instances, '$[*].value."@value"[*] ? (@.type() == "number")')
                UNION ALL
                SELECT jsonb_path_query(instances, '$[*].valueList[*] ? (@.type() == "number")')
            ) AS number (v));
    END CASE;
END
$$;

-- The highest number, where it is another than the lowest.
CREATE FUNCTION widest_number(instances jsonb) RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
DECLARE
    single jsonb := CASE jsonb_array_length(instances) WHEN 1 THEN instances -> 0 -> 'value' END;
BEGIN
    CASE jsonb_typeof(single)
        WHEN 'number', 'string', 'boolean' THEN RETURN NULL;
        ELSE RETURN (
            SELECT nullif(max(i), min(i))
            FROM (
                SELECT greatest(-1e300, least(1e300, round(v::numeric, 30)))::double precision
                FROM (
                    SELECT jsonb_path_query(instances, '$[*].value[*] ? (@.type() == "number")')
                    UNION ALL
                    SELECT jsonb_path_query(instances, '$[*].value."@value"[*] ? (@.type() == "number")')
                    UNION ALL
                    SELECT jsonb_path_query(instances, '$[*].valueList[*] ? (@.type() == "number")')
                ) AS number (v)
            ) AS indexed (i));
    END CASE;
END
$$;

-- The first text by code points: of values, languages, terms of a vocabulary, and objects of a Relationship.
CREATE FUNCTION lowest_text(instances jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
DECLARE
    single jsonb := CASE jsonb_array_length(instances)
        WHEN 1 THEN coalesce(instances -> 0 -> 'value', instances -> 0 -> 'object') END;
BEGIN
    CASE jsonb_typeof(single)
        WHEN 'string' THEN RETURN left(single #>> '{}', 200);
        WHEN 'number', 'boolean' THEN RETURN NULL;
        ELSE RETURN (
            SELECT min(left(v #>> '{}', 200) COLLATE "C")
            FROM (
                SELECT jsonb_path_query(instances, '$[*].value[*] ? (@.type() == "string")')
                UNION ALL
                SELECT jsonb_path_query(instances, '$[*].value."@value"[*] ? (@.type() == "string")')
                UNION ALL
                SELECT jsonb_path_query(instances, '$[*].valueList[*] ? (@.type() == "string")')
                UNION ALL
                SELECT jsonb_path_query(instances, '$[*].languageMap.*[*] ? (@.type() == "string")')
                UNION ALL
                SELECT jsonb_path_query(instances, '$[*].keyvalue() ? (@.key == "vocab" || @.key == "object" || @.key == "objectList").value[*]')
            ) AS text (v));
    END CASE;
END
$$;

-- The last text, where it is another than the first.
CREATE FUNCTION widest_text(instances jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
DECLARE
    single jsonb := CASE jsonb_array_length(instances)
        WHEN 1 THEN coalesce(instances -> 0 -> 'value', instances -> 0 -> 'object') END;
BEGIN
    CASE jsonb_typeof(single)
        WHEN 'string', 'number', 'boolean' THEN RETURN NULL;
        ELSE RETURN (
            SELECT nullif(max(i), min(i))
            FROM (
                SELECT left(v #>> '{}', 200) COLLATE "C"
                FROM (
                    SELECT jsonb_path_query(instances, '$[*].value[*] ? (@.type() == "string")')
                    UNION ALL
                    SELECT jsonb_path_query(instances, '$[*].value."@value"[*] ? (@.type() == "string")')
                    UNION ALL
                    SELECT jsonb_path_query(instances, '$[*].valueList[*] ? (@.type() == "string")')
                    UNION ALL
                    SELECT jsonb_path_query(instances, '$[*].languageMap.*[*] ? (@.type() == "string")')
                    UNION ALL
                    SELECT jsonb_path_query(instances, '$[*].keyvalue() ? (@.key == "vocab" || @.key == "object" || @.key == "objectList").value[*]')
                ) AS text (v)
            ) AS indexed (i));
    END CASE;
END
$$;
