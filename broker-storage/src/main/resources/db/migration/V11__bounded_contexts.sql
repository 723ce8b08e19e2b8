-- What a tenant's @contexts take is summed up without reading them.
ALTER TABLE json_context ADD COLUMN bytes bigint NOT NULL DEFAULT 0;
UPDATE json_context SET bytes = octet_length(document::text);
ALTER TABLE json_context ALTER COLUMN bytes DROP DEFAULT;

-- Made for a reply: goes when nobody uses it, or when others need its place.
ALTER TABLE json_context ADD COLUMN for_reply boolean NOT NULL DEFAULT false;
UPDATE json_context c SET for_reply = true
WHERE kind = 'ImplicitlyCreated'
  AND NOT EXISTS (
      SELECT FROM subscription s
      WHERE s.tenant = c.tenant
        AND right(s.document ->> 'jsonldContext', 45) = c.id);

CREATE INDEX json_context_for_reply ON json_context (tenant) WHERE for_reply;
