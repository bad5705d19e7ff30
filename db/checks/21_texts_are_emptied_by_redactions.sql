-- Rule 3: a text is emptied by nothing but a redaction, which comes after it: not under the number of another command,
-- that of the next one included.
SELECT 'redaction_unfit' AS finding, text.id, text.command, text.redacted, command.name
  FROM text
  JOIN command ON command.number = text.redacted
 WHERE command.name <> 'redact' OR text.redacted <= text.command
