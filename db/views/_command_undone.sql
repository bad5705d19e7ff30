-- Undone commands, each with the command that undid it, unless that was undone itself.
SELECT undone AS number, command AS undone_by
  FROM undoing
 WHERE command <= :known_command
   AND NOT EXISTS (SELECT 1 FROM undoing AS again
                    WHERE again.undone = undoing.command AND again.command <= :known_command)
