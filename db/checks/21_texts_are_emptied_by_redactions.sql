-- Rule 3: texts are erased by redactions only, which come after them: the number of another command, or of the next
-- one, is wrong.
SELECT 'redaction_unfit' AS finding, text.id, text.command, text.redacted, command.name
  FROM text
  JOIN command ON command.number = text.redacted
 WHERE command.name <> 'redact' OR text.redacted <= text.command
