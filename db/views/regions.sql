-- The regions that are set: their country, how many people live there, and how many speak each language. Beside max(),
-- SQLite takes the other columns from the row that has the maximum.
SELECT name, country, inhabitants, speakers
  FROM (SELECT name, max(command), country, inhabitants, speakers
          FROM region
         WHERE command <= :known_command
         GROUP BY name)
 WHERE country IS NOT NULL
