-- Seminars held by the day, as now known, with the number of attendees.
SELECT seminar.place, seminar.command, place.code, place.name, seminar.date, substr(seminar.date, 1, 4) AS year,
       place.country, seminar.fund, seminar.cost, seminar.currency,
       seminar.funding_grant AS named, place.note,
       (SELECT sum(people) FROM audience
         WHERE audience.seminar = seminar.place AND audience.command = seminar.command) AS attendees
  FROM seminar
  JOIN _place AS place ON place.id = seminar.place
 WHERE seminar.date <= :held
   AND seminar.is_cancelled = 0
   AND seminar.command = (SELECT max(command) FROM seminar AS version
                           WHERE version.place = seminar.place AND version.command <= :known_command)
