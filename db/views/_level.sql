-- The level of each item at each place, after the last change; removed levels are left out.
SELECT place, item, command, low, high
  FROM level
 WHERE low IS NOT NULL
   AND command = (SELECT max(command) FROM level AS version
                   WHERE version.place = level.place AND version.item = level.item
                     AND version.command <= :known_command)
