-- The texts of each print run, after the last edit.
SELECT run, note, redacted
  FROM text
 WHERE run IS NOT NULL
   AND command = (SELECT max(command) FROM text AS version
                   WHERE version.run = text.run AND version.command <= :known_command)
