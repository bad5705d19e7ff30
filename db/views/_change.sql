-- What each place that is not outside won and lost of each run on each day, as far as it is known.
SELECT place, run, date, sum(change) AS change
  FROM (SELECT source AS place, run, date, -quantity AS change
          FROM movement WHERE source > 4 AND entry <= :known_entry
         UNION ALL
        SELECT destination, run, date, quantity
          FROM movement WHERE destination > 4 AND entry <= :known_entry)
 GROUP BY place, run, date
