-- Tasks due today: parcels in transit for over 30 days, open requests, places below their level, stores last counted
-- over a year ago, seminars within 14 days without copies and past ones that still have some, kinds of places with
-- copies without evidence from the last 12 months, print runs to be reviewed, grants that are overspent or about to end
-- unspent, and a backup if the last one is over a week old.
SELECT what, place, since, days, about, command, needed FROM _waiting WHERE is_due
