-- The private views: views are made anew after every migration, so there is nothing to change in the tables.
SELECT 1;
