-- A void and everything it voids together move nothing.
SELECT 'void_incomplete' AS finding, void
  FROM _void_incomplete
 WHERE command <= :known_command
