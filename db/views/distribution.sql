-- uses: distribution_lines
-- Distribution by year, kind of place and language: how many shipments, the copies they took, how many of
-- those were received, and what came back. A shipment in two languages counts in both rows, so shipments
-- are not to be added up.
SELECT year, kind, language,
       count(DISTINCT shipment) AS shipments, sum(copies) AS copies, sum(received) AS received,
       sum(returned) AS returned
  FROM distribution_lines
 GROUP BY year, kind, language
