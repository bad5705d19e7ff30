-- Rules 3 and 7: entries are numbered from 1 without gaps, in the order in which they were recorded. A moment is
-- compared without its fraction, which SQLite would round.
SELECT CASE WHEN before IS NULL AND id <> 1 THEN 'first_entry_missing'
            WHEN id <> before + 1 THEN 'entry_missing'
            WHEN moment_invalid THEN 'moment_invalid'
            ELSE 'moment_not_later' END AS finding,
       iif(id <> before + 1, before + 1, id) AS entry,
       recorded_at
  FROM (SELECT id, recorded_at, lag(id) OVER (ORDER BY id) AS before,
               lag(recorded_at) OVER (ORDER BY id) AS recorded_before,
               datetime(substr(recorded_at, 1, 19)) IS NOT replace(substr(recorded_at, 1, 19), 'T', ' ')
               OR substr(recorded_at, 11, 1) <> 'T'
               OR substr(recorded_at, 20) NOT GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]Z' AS moment_invalid
          FROM entry)
 WHERE (before IS NULL AND id <> 1) OR id <> before + 1 OR recorded_at <= recorded_before OR moment_invalid
