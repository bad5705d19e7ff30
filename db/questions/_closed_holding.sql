-- The copies a place holds on a day on which it is closed; there should be none.
SELECT period.place, period.since, period.until, balance.run, max(balance.date, period.since) AS date, balance.copies
  FROM _closed_period AS period
 CROSS JOIN balance ON balance.place = period.place AND balance.copies <> 0
               AND balance.date < coalesce(period.until, '9999-12-31')
 WHERE NOT EXISTS (SELECT 1 FROM balance AS later
                    WHERE later.place = balance.place AND later.run = balance.run
                      AND later.date > balance.date AND later.date <= period.since)
