-- The runs that entries name: those of their own movements, and those that a count counts by themselves.
SELECT entry, run FROM movement WHERE count IS NULL
 UNION ALL
SELECT count, run FROM count_line WHERE run IS NOT NULL
