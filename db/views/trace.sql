-- The recall list: each place that ever held or was sent copies of a run, and what became of them: shipped + moved in +
-- counted in = in transit + here + returned + handed out + lost + moved out. A store also has copies printed for it or
-- returned to it, and sends copies on.
SELECT place.code AS place, place.name, place.kind, place.country, print_run.code AS run,
       part.shipped, part.in_transit, part.returned, part.handed_out, part.lost, part.here,
       nullif(coalesce(place.contact || ' ', '') || coalesce(place.email || ' ', '')
              || coalesce(place.phone, ''), '') AS contact,
       part.moved_in, part.moved_out, part.counted_in, print_run.item
  FROM (SELECT place, run, sum(supplied) AS supplied, sum(shipped) AS shipped, sum(counted_in) AS counted_in,
               sum(in_transit) AS in_transit, sum(returned) AS returned, sum(handed_out) AS handed_out,
               sum(lost) AS lost, sum(here) AS here, sum(moved_in) AS moved_in, sum(moved_out) AS moved_out
          FROM (SELECT place, run, supplied, shipped, 0 AS counted_in, in_transit, returned, handed_out, lost, 0 AS here,
                       moved_in, moved_out
                  FROM _custody
                 UNION ALL
                SELECT entry.place, run, 0, 0, max(from_loss, 0), 0, 0, handed_out, max(-from_loss, 0), 0, 0, 0
                  FROM _difference
                  JOIN entry ON entry.id = _difference.count
                 UNION ALL
                SELECT place, run, 0, 0, 0, 0, 0, 0, 0, copies, 0, 0 FROM _holding)
         WHERE :item IS NULL OR run IN (SELECT id FROM print_run WHERE item = :item)
         GROUP BY place, run) AS part
  JOIN _place AS place ON place.id = part.place
  JOIN print_run ON print_run.id = part.run
 WHERE part.supplied > 0 OR part.shipped > 0 OR part.counted_in > 0 OR part.moved_in > 0
