-- Booklets, with the languages they were printed in.
SELECT code, title,
       (SELECT group_concat(language, ' ')
          FROM (SELECT DISTINCT language FROM _run WHERE _run.booklet = booklet.code ORDER BY language))
           AS languages,
       note, aliases, url
  FROM booklet
 WHERE command <= :known_command
