-- Events are called by their input's position among the public inputs, which counts no secret one; a secret input has none.

DROP TRIGGER inputs_never_change;

ALTER TABLE inputs ADD COLUMN position INTEGER;
UPDATE inputs SET position = number;
CREATE UNIQUE INDEX a_position_is_taken_once ON inputs (wood, position);

CREATE TRIGGER inputs_never_change BEFORE UPDATE ON inputs
BEGIN
    SELECT RAISE (ABORT, 'inputs are immutable');
END;

ALTER TABLE events ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE events SET id = (SELECT i.number FROM inputs AS i WHERE i.key = events.key / 1048576) || '.' || mark;
ALTER TABLE events DROP COLUMN mark;
