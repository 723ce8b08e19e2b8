-- What groups had before they got another apikey, the last first: what was exported then must not come in beside what there is now.
ALTER TABLE device_group ADD COLUMN former_apikeys text[] NOT NULL DEFAULT '{}';
CREATE INDEX device_group_with_former_apikeys ON device_group (tenant) WHERE former_apikeys <> '{}';
