-- What is due today: parcels on their way for over 30 days, open requests, places with fewer copies than they should
-- hold, places that were last counted over a year ago, print runs to be looked at, grants that are overspent or
-- about to end unspent, and a backup if the last one is over a week old.
SELECT what, place, since, days, about, command FROM _waiting WHERE is_due
