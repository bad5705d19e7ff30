-- How many people of each group attended seminars.
SELECT audience.name AS audience, sum(audience.people) AS attendees
  FROM _seminar
  JOIN audience ON audience.seminar = _seminar.place AND audience.command = _seminar.command
 GROUP BY audience.name
