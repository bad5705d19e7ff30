-- Rules 3 and 7: entries are numbered from 1 without gaps, in the order in which they were recorded.
SELECT CASE WHEN before IS NULL THEN 'first_entry_missing'
            WHEN id <> before + 1 THEN 'entry_missing'
            ELSE 'moment_not_later' END AS finding,
       iif(id <> before + 1, before + 1, id) AS entry,
       recorded_at
  FROM (SELECT id, recorded_at, lag(id) OVER (ORDER BY id) AS before,
               lag(recorded_at) OVER (ORDER BY id) AS recorded_before
          FROM entry)
 WHERE (before IS NULL AND id <> 1) OR id <> before + 1 OR recorded_at <= recorded_before
