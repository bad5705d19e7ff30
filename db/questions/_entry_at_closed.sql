-- Valid entries at a place that was closed on their day, as known when they were first recorded; there should be none.
SELECT entry.command, entry.id AS entry, entry.place, entry.date
  FROM closing
  JOIN entry ON entry.place = closing.place AND entry.date >= closing.date AND entry.command > closing.command
  JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) AND first.command > closing.command
 WHERE closing.closed = 1 AND entry.type <> 'void'
   AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id)
   AND closing.id = (SELECT last.id FROM closing AS last
                      WHERE last.place = entry.place AND last.date <= entry.date AND last.command < first.command
                      ORDER BY last.date DESC, last.id DESC LIMIT 1)
