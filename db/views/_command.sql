-- Commands, each with the moment at which it was recorded, corrected if the clock was wrong.
SELECT number, name, clerk, first_entry, last_entry,
       coalesce((SELECT moment FROM clock_fix
                  WHERE fixed = command.number AND clock_fix.command <= (SELECT max(number) FROM command)
                  ORDER BY clock_fix.command DESC LIMIT 1), recorded_at) AS recorded_at
  FROM command
