-- How many copies each movement sent to places other than stores, and how many it used: sent there or handed out at
-- stores, less those that came back. A void takes back what it voids. Movements that do neither are left out.
SELECT change.entry, change.date, change.run,
       (NOT place.is_store) * change.shipped AS sent,
       (NOT place.is_store) * change.shipped + place.is_store * change.handed_out - change.returned AS used
  FROM _movement_custody AS change
  JOIN place ON place.id = change.place
 WHERE change.shipped <> 0 OR change.handed_out <> 0 OR change.returned <> 0
