-- How long a wood and a person wait for the next legend or shock is counted in turns, and stands in the wood itself.
DROP TABLE cooldowns;
