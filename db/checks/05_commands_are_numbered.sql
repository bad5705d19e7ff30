-- Rule 7: commands are numbered from 1 without gaps, in the order of their moments, which are not in the future. Those
-- in the future come last and are reported as one: one wrong clock made them all.
SELECT finding, command, last, recorded_at
  FROM (
    WITH judged AS MATERIALIZED (
        SELECT CASE WHEN before IS NULL AND number <> 1 THEN 'first_command_missing'
                    WHEN number <> before + 1 THEN 'command_missing'
                    WHEN moment_invalid THEN 'moment_invalid'
                    WHEN recorded_at <= recorded_before THEN 'moment_not_later'
                    ELSE 'moment_ahead' END AS finding,
               iif(number <> before + 1, before + 1, number) AS command,
               recorded_at
          FROM (SELECT number, recorded_at, lag(number) OVER (ORDER BY number) AS before,
                       lag(recorded_at) OVER (ORDER BY number) AS recorded_before,
                       datetime(substr(recorded_at, 1, 19)) IS NOT replace(substr(recorded_at, 1, 19), 'T', ' ')
                       OR substr(recorded_at, 11, 1) <> 'T'
                       OR substr(recorded_at, 20) NOT GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]Z' AS moment_invalid
                  FROM _command)
         WHERE (before IS NULL AND number <> 1) OR number <> before + 1 OR recorded_at <= recorded_before OR moment_invalid
            OR recorded_at > strftime('%Y-%m-%dT%H:%M:%S', 'now', '+1 hour'))
    SELECT finding, command, command AS last, recorded_at
      FROM judged
     WHERE finding <> 'moment_ahead'
     UNION ALL
    SELECT CASE count(*) WHEN 1 THEN 'moment_ahead'
           ELSE iif(count(DISTINCT clerk) = 1, 'moments_ahead', 'clock_behind') END,
           min(number), max(number), max(judged.recorded_at)
      FROM judged
      JOIN command ON command.number = judged.command
     WHERE finding = 'moment_ahead'
    HAVING count(*) > 0)
