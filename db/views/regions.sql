-- Regions: their country, inhabitants, and speakers of each language. With max(), SQLite takes the other columns from
-- the row that has the maximum.
SELECT name, country, inhabitants, speakers
  FROM (SELECT name, max(command), country, inhabitants, speakers
          FROM region
         WHERE command <= :known_command
         GROUP BY name)
 WHERE country IS NOT NULL
