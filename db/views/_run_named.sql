-- The runs that entries name: those of their own movements, and those counted separately by a count.
SELECT entry, run FROM movement WHERE count IS NULL
 UNION ALL
SELECT count, run FROM count_line WHERE run IS NOT NULL
