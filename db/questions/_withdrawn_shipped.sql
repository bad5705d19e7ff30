-- Copies that valid shipments and moves took of a print run withdrawn on their day, as known when they were first
-- recorded; there should be none. What an older entry changes in a later count's difference is not included. A closed
-- store sends its remaining copies to another.
SELECT entry.command, entry.id AS entry, movement.run, entry.date
  FROM entry
  JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id)
  JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
               AND movement.run IN (SELECT run FROM withdrawal WHERE withdrawn = 1)
 WHERE entry.type IN ('ship', 'move')
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
   AND NOT EXISTS (SELECT 1 FROM closing JOIN place ON place.id = entry.place AND place.is_store
                    WHERE closing.command = first.command AND closing.place = movement.source AND closing.closed = 1
                      AND entry.type = 'ship')
   AND (SELECT last.withdrawn FROM withdrawal AS last
         WHERE last.run = movement.run AND last.date <= entry.date AND last.command < first.command
         ORDER BY last.date DESC, last.id DESC LIMIT 1) = 1
