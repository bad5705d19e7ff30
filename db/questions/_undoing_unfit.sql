-- Commands recorded as undone though some of their records are valid, that were undone already, or that were an undo
-- themselves; there should be none. A restored record belongs to the command that first recorded it.
SELECT undone.undone_by AS command, undone.number AS undone
  FROM _command_undone AS undone
 WHERE (SELECT name FROM command WHERE command.number = undone.number) = 'undo'
    OR EXISTS (SELECT 1 FROM _command_undone AS earlier
                WHERE earlier.number = undone.number AND earlier.undone_by < undone.undone_by)
    OR EXISTS (SELECT 1 FROM entry
                WHERE entry.command = undone.number AND entry.type <> 'void'
                  AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = entry.id))
    OR EXISTS (SELECT 1 FROM entry AS again
                 JOIN entry AS first ON first.id = again.restores
                WHERE first.command = undone.number AND again.id <= :known_entry
                  AND NOT EXISTS (SELECT 1 FROM _void WHERE _void.entry = again.id))
