-- The level of each item at each place, after what was last said of it; where it was taken away there is none.
SELECT place, item, command, low, high
  FROM level
 WHERE low IS NOT NULL
   AND command = (SELECT max(command) FROM level AS version
                   WHERE version.place = level.place AND version.item = level.item
                     AND version.command <= :known_command)
