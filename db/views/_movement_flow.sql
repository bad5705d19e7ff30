-- By how many copies each movement changes where the copies of its run are.
SELECT movement.entry, movement.date, movement.run,
       (from_printer - to_printer) * quantity AS printed,
       (destination.is_store - source.is_store) * quantity AS on_hand,
       (to_transit - from_transit) * quantity AS in_transit,
       ((to_place AND NOT destination.is_store) - (from_place AND NOT source.is_store)) * quantity AS at_places,
       (to_public - from_public) * quantity AS handed_out,
       (to_loss - from_loss) * quantity AS lost
  FROM _movement AS movement
  JOIN place AS source ON source.id = movement.source
  JOIN place AS destination ON destination.id = movement.destination
