-- The levels of open places.
SELECT level.place, level.item, level.command, level.low, level.high
  FROM _level AS level
 WHERE NOT EXISTS (SELECT 1 FROM _closed_period AS period
                    WHERE period.place = level.place AND period.since <= :at
                      AND (period.until IS NULL OR period.until > :at))
