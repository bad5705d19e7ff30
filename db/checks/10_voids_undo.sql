-- A void and all that it voids move nothing together.
SELECT 'void_incomplete' AS finding, void
  FROM _void_incomplete
 WHERE command <= :known_command
