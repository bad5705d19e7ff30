-- By how many copies of each run each place's stock changed on each day; outside places are left out.
SELECT place, run, date, sum(change) AS change
  FROM (SELECT source AS place, run, date, -quantity AS change
          FROM _movement WHERE from_place AND entry <= :known_entry
         UNION ALL
        SELECT destination, run, date, quantity
          FROM _movement WHERE to_place AND entry <= :known_entry)
 GROUP BY place, run, date
