-- Seminars, with their audience, their cost and the copies shipped to them, less returns.
SELECT code, name, date,
       (SELECT group_concat(name || '=' || people, '; ')
          FROM (SELECT name, people FROM audience 
                 WHERE audience.seminar = _seminar.place AND audience.command = _seminar.command
                 ORDER BY name)) AS audience,
       attendees, coalesce(copies, 0) AS copies, fund,
       CASE WHEN cost IS NOT NULL THEN printf('%d.%02d', cost / 100, cost % 100) END AS cost,
       currency, country, note, named AS "grant"
  FROM _seminar
  LEFT JOIN _seminar_copies ON _seminar_copies.place = _seminar.place
