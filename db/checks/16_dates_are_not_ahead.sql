-- Rule 9: no business date is later than the moment of its command, or than now, in any time zone.
SELECT iif(_date.date > command.latest, 'date_ahead', 'date_to_come') AS finding,
       _date.what, _date.id, _date.date, command.number AS command, command.recorded_at
  FROM (SELECT *
          FROM _date
         WHERE +date > min((SELECT min(date(substr(recorded_at, 1, 19), '+14 hours')) FROM _command),
                           date('now', '+14 hours'))  -- which no earlier date was
         LIMIT -1) AS _date
  JOIN (SELECT number, recorded_at, date(substr(recorded_at, 1, 19), '+14 hours') AS latest,
               min(date(substr(recorded_at, 1, 19), '+14 hours'), date('now', '+14 hours')) AS latest_of_all
          FROM _command
         LIMIT -1) AS command  -- computed once per command, not per date
    ON command.number = _date.command
 WHERE _date.date > command.latest_of_all
