-- Each seminar held by the day, with how many people attended and how many copies were shipped to it.
SELECT seminar.place, place.code, place.name, seminar.date, substr(seminar.date, 1, 4) AS year, place.country,
       seminar.fund, seminar.cost, seminar.currency, place.note,
       (SELECT sum(people) FROM audience WHERE audience.seminar = seminar.place) AS attendees,
       coalesce((
           SELECT sum(movement.quantity)
             FROM entry
             JOIN _movement AS movement ON movement.entry = entry.id AND movement.to_transit
            WHERE entry.type = 'ship' AND entry.place = seminar.place
              AND entry.date <= :at AND entry.id <= :known_entry
              AND entry.id NOT IN (SELECT entry FROM _void)), 0) AS copies
  FROM seminar
  JOIN place ON place.id = seminar.place
 WHERE seminar.date <= :at AND seminar.recorded_at <= :known_at
