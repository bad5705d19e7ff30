-- Grants, in the order in which they were recorded.
SELECT given.fund, given.year, printf('%d.%02d', given.amount / 100, given.amount % 100) AS amount, given.currency,
       given.purpose, command.recorded_at, command.clerk AS recorded_by
  FROM funding_grant AS given
  JOIN _command AS command ON command.number = given.command
 WHERE given.command <= :known_command
 ORDER BY given.id
