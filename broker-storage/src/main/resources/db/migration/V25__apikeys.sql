-- Whose an apikey is, is asked for whenever one is taken, however many devices have it.
CREATE INDEX device_by_apikey ON device (apikey, tenant);
