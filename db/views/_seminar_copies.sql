-- How many copies were shipped to each seminar, less its returns.
SELECT entry.place, sum(CASE entry.type WHEN 'ship' THEN movement.quantity ELSE -movement.quantity END) AS copies
  FROM entry
 CROSS JOIN (SELECT DISTINCT place FROM seminar) AS seminar ON seminar.place = entry.place
 CROSS JOIN movement ON movement.entry = entry.id AND movement.count IS NULL
 WHERE entry.type IN ('ship', 'return')
   AND entry.date <= :at AND entry.id <= :known_entry
   AND entry.id NOT IN (SELECT entry FROM _void)
 GROUP BY entry.place
