-- Money can become finer from an era on.

-- How many of the wood's present pebbles one pebble of the era is: whoever looks back multiplies by it.
ALTER TABLE eras ADD COLUMN parts INTEGER NOT NULL DEFAULT 1 CHECK (parts > 0);
