-- The texts of each entry, after the last amendment.
SELECT entry, command, reference, carrier, reason, note, redacted
  FROM text
 WHERE entry IS NOT NULL
   AND command = (SELECT max(command) FROM text AS version
                   WHERE version.entry = text.entry AND version.command <= :known_command)
