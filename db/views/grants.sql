-- Valid grants, in the order in which they were recorded.
SELECT given.fund, given.year, printf('%d.%02d', given.amount / 100, given.amount % 100) AS amount, given.currency,
       given.purpose, command.recorded_at, command.clerk AS recorded_by, given.id AS "grant",
       given.until, given.reference, given.date, given.note
  FROM _grant AS given
  JOIN _command AS command ON command.number = given.command
 ORDER BY given.id
