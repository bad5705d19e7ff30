-- The part of the cost of each print run that each fund paid, in cents, and how many of its copies that is: the fund's
-- share of each, rounded down; the rest goes to the largest remainders, for equal ones to the first code. The cents are
-- NULL if only the fund is known.
SELECT run, fund, currency, named,
       cents + (by_cents <= cost - sum(cents) OVER of_run) AS cents,
       copies + (by_copies <= quantity - sum(copies) OVER of_run) AS copies
  FROM (SELECT _run.id AS run, run_share.fund, run_share.funding_grant AS named, detail.currency, detail.cost, _run.quantity,
               detail.cost * coalesce(share, 10000) / 10000 AS cents,
               _run.quantity * coalesce(share, 10000) / 10000 AS copies,
               row_number() OVER (PARTITION BY _run.id
                                  ORDER BY detail.cost * coalesce(share, 10000) % 10000 DESC, run_share.fund) AS by_cents,
               row_number() OVER (PARTITION BY _run.id
                                  ORDER BY _run.quantity * coalesce(share, 10000) % 10000 DESC, run_share.fund)
                   AS by_copies
          FROM _run
          JOIN _run_detail AS detail ON detail.run = _run.id
          LEFT JOIN run_share ON run_share.run = detail.run AND run_share.command = detail.command
         WHERE detail.cost IS NOT NULL OR run_share.fund IS NOT NULL)
WINDOW of_run AS (PARTITION BY run)
