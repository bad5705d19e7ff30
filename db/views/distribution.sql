-- Distribution by year, kind of place and language: how many shipments, the copies they sent, how many of
-- those were received, and how many copies were returned. A shipment in two languages counts in both rows, so
-- do not add up the shipments.
SELECT year, kind, language,
       count(DISTINCT shipment) AS shipments, sum(copies) AS copies, sum(received) AS received,
       sum(returned) AS returned
  FROM distribution_lines
 GROUP BY year, kind, language
