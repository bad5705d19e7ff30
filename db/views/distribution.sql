-- Distribution by year, kind of place and language: the number of shipments, the copies sent, received and returned. A
-- shipment in two languages counts in both rows, so do not add up the shipments.
SELECT year, kind, language,
       count(DISTINCT shipment) AS shipments, sum(copies) AS copies, sum(received) AS received,
       sum(returned) AS returned
  FROM distribution_lines
 GROUP BY year, kind, language
