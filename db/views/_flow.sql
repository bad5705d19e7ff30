-- Where the copies of each run are. Printed = on hand + in transit + at places + handed out + lost.
SELECT movement.run,
       sum(((source.id = 1) - (destination.id = 1)) * movement.quantity) AS printed,
       sum(((destination.kind = 'store') - (source.kind = 'store')) * movement.quantity) AS on_hand,
       sum(((destination.id = 4) - (source.id = 4)) * movement.quantity) AS in_transit,
       sum(((destination.kind NOT IN ('store', 'outside')) - (source.kind NOT IN ('store', 'outside')))
           * movement.quantity) AS at_places,
       sum(((destination.id = 2) - (source.id = 2)) * movement.quantity) AS handed_out,
       sum(((destination.id = 3) - (source.id = 3)) * movement.quantity) AS lost
  FROM movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
 WHERE movement.date <= :at AND movement.entry <= :known_entry
 GROUP BY movement.run
