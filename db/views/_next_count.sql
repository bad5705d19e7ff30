-- The first standing count of each run at each place after the day, and how many copies may leave before it: as many
-- as the place holds just before it or, if the item was counted as a whole, so many that what later entries take of
-- each run is still left. If the total suffices for all of them whatever was there, or nothing was there or is taken of
-- other runs, that is what is held; else what is held beyond what later entries take.
SELECT place, run, date,
       CASE WHEN total IS NULL OR total - (held - max(before, 0)) - (lacking - max(needed - max(before, 0), 0)) >= needed
                 OR (held = max(before, 0) AND lacking = max(needed - max(before, 0), 0))
            THEN before
            ELSE min(before, max(max(before, 0) - needed, 0)) END AS before
  FROM (SELECT place, run, date, total, turn, before, needed,
               sum(max(before, 0)) OVER item AS held,
               sum(max(needed - max(before, 0), 0)) OVER item AS lacking
          FROM _checkpoint
        WINDOW item AS (PARTITION BY entry, item))
 WHERE turn = 1
