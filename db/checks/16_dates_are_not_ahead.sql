-- Rule 9: no business date lies ahead of the moment of its command, nor of now, wherever on earth that was.
SELECT iif(_date.date > date(substr(command.recorded_at, 1, 19), '+14 hours'), 'date_ahead', 'date_to_come') AS finding,
       _date.what, _date.id, _date.date, command.number AS command, command.recorded_at
  FROM _date
  JOIN _command AS command ON command.number = _date.command
 WHERE _date.date > min(date(substr(command.recorded_at, 1, 19), '+14 hours'), date('now', '+14 hours'))
