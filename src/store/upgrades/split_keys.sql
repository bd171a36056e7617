-- Keys as schema 4 wrote them: NAME, NAME:32 hexadecimal digits, either followed by ! if it was refused.
UPDATE OR IGNORE done SET refused = 1, op = substr(op, 1, length(op) - 1)
WHERE request IS NULL AND op LIKE '_%!';
UPDATE OR IGNORE done SET op = substr(op, 1, length(op) - 33)
WHERE request IS NULL AND length(op) > 33 AND substr(op, -33, 1) = ':' AND substr(op, -32) NOT GLOB '*[^0-9a-f]*';
