-- The columns of each print run that `distribution` can be grouped by.
SELECT print_run.id, item.booklet, item.language, item.code AS item, print_run.code AS run,
       (SELECT fund FROM _run_detail WHERE _run_detail.run = print_run.id) AS fund
  FROM print_run
  JOIN item ON item.code = print_run.item
