-- Corrections that move a command's moment past its neighbours', or after the correction; there should be none. The
-- last correction of a command applies.
SELECT fix.command, fix.fixed, fix.moment
  FROM clock_fix AS fix
 WHERE NOT EXISTS (SELECT 1 FROM clock_fix AS later
                    WHERE later.fixed = fix.fixed AND later.command > fix.command AND later.command <= :known_command)
   AND (fix.moment >= (SELECT recorded_at FROM _command WHERE number = fix.fixed + 1)
        OR fix.moment <= (SELECT recorded_at FROM _command WHERE number = fix.fixed - 1))
