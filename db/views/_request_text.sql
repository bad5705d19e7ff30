-- The texts of each request.
SELECT request, command, note, redacted
  FROM text
 WHERE request IS NOT NULL
   AND command = (SELECT max(command) FROM text AS version
                   WHERE version.request = text.request AND version.command <= :known_command)
