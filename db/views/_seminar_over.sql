-- Seminars that were cancelled or are over before the day, as now known.
SELECT place, date, is_cancelled
  FROM (SELECT place, max(command), date, is_cancelled
          FROM seminar
         WHERE command <= :known_command
         GROUP BY place)
 WHERE is_cancelled OR date < (SELECT day FROM _evidence_since)
