"""What is asked of rqlite: the statements, whose parameters `tracker.offices.rqlite` gives."""

ENDS = "SELECT (SELECT max(number) FROM tracker_snapshot), (SELECT max(number) FROM tracker_batch)"
THERE = "SELECT (SELECT id FROM tracker_batch WHERE number = ?), (SELECT id FROM tracker_snapshot WHERE number = ?)"
SINCE = """
SELECT batch.number, batch.id, batch.schema, substr(batch.clerk, 1, 2000), substr(batch.moment, 1, 100), batch.parts,
    part.part, iif(batch.parts <= ? AND octet_length(part.body) <= ?, part.body, NULL)
FROM (
    SELECT batch.number, part.part,
        sum(octet_length(part.body)) OVER (ORDER BY batch.number, part.part) - octet_length(part.body) AS before
    FROM tracker_batch batch JOIN tracker_part part ON part.id = batch.id AND part.part < batch.parts
    WHERE batch.number > ? OR batch.number = ? AND part.part > ?
    ORDER BY batch.number, part.part LIMIT 1000
) chosen
JOIN tracker_batch batch ON batch.number = chosen.number
JOIN tracker_part part ON part.id = batch.id AND part.part = chosen.part
WHERE chosen.before < ? ORDER BY batch.number, part.part"""
PART = "INSERT INTO tracker_part (id, part, size, body) VALUES (?, ?, ?, ?)"
PART_OF_BATCH = """
INSERT INTO tracker_part (id, part, size, body)
SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM tracker_batch WHERE number = ?)
AND NOT EXISTS (SELECT 1 FROM tracker_turn WHERE id <> ?)"""
BATCH = """
INSERT INTO tracker_batch (number, id, schema, clerk, moment, parts)
SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM tracker_batch WHERE number = ?)
AND NOT EXISTS (SELECT 1 FROM tracker_turn WHERE id <> ?)"""
STANDING = "SELECT id, schema, clerk, moment, parts FROM tracker_batch WHERE number = ?"
KEPT_PART = "SELECT body FROM tracker_part WHERE id = ? AND part = ? AND size <= ?"
TURN = "SELECT id FROM tracker_turn"
INSIST = "INSERT INTO tracker_turn (one, id) SELECT 1, ? WHERE NOT EXISTS (SELECT 1 FROM tracker_turn)"
RELENT = "DELETE FROM tracker_turn WHERE id = ?"
NEWEST = "SELECT number, id, schema, parts FROM tracker_snapshot ORDER BY number DESC LIMIT 1"
SNAPSHOT_PART = "SELECT body FROM tracker_part WHERE id = ? AND part = ?"
FIRST = """
INSERT INTO tracker_snapshot (number, id, schema, parts)
SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM tracker_snapshot)"""
FURTHER = "INSERT INTO tracker_snapshot (number, id, schema, parts) VALUES (?, ?, ?, ?)"
PRUNE = (
    "DELETE FROM tracker_batch WHERE number <= ?",
    "DELETE FROM tracker_snapshot WHERE number < ?",
    "DELETE FROM tracker_part WHERE id NOT IN (SELECT id FROM tracker_batch UNION ALL SELECT id FROM tracker_snapshot)",
)
KNOWN = "SELECT 1 FROM tracker_batch WHERE number = ? AND id = ?"
CUT = """
DELETE FROM tracker_batch
WHERE number >= ? AND EXISTS (SELECT 1 FROM tracker_batch WHERE number = ? AND id = ?)"""
