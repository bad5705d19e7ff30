-- By how many copies each movement changes where the copies of its run are.
SELECT movement.entry, movement.date, movement.run,
       (from_printer - to_printer) * quantity AS printed,
       ((destination.kind = 'store') - (source.kind = 'store')) * quantity AS on_hand,
       (to_transit - from_transit) * quantity AS in_transit,
       ((destination.kind NOT IN ('store', 'outside')) - (source.kind NOT IN ('store', 'outside'))) * quantity
       AS at_places,
       (to_public - from_public) * quantity AS handed_out,
       (to_loss - from_loss) * quantity AS lost
  FROM _movement AS movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
