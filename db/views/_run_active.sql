-- Valid print runs that are not withdrawn.
SELECT id, run, item, printed_on, number
  FROM _run
 WHERE NOT withdrawn
