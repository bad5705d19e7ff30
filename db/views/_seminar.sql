-- Each seminar held by the day, with how many people attended.
SELECT seminar.place, place.code, place.name, seminar.date, substr(seminar.date, 1, 4) AS year, place.country,
       seminar.fund, seminar.cost, seminar.currency, place.note,
       (SELECT sum(people) FROM audience WHERE audience.seminar = seminar.place) AS attendees
  FROM seminar
  JOIN place ON place.id = seminar.place
 WHERE seminar.date <= :at AND seminar.recorded_at <= :known_at
