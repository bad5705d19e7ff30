-- Seminars, with their audience, their cost and the copies shipped to them.
SELECT code, name, date,
       (SELECT group_concat(name || '=' || people, '; ')
          FROM (SELECT name, people FROM audience WHERE audience.seminar = _seminar.place ORDER BY name)) AS audience,
       attendees, copies, fund,
       CASE WHEN cost IS NOT NULL THEN printf('%d.%02d', cost / 100, cost % 100) END AS cost,
       currency, country, note
  FROM _seminar
