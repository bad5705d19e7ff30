-- The print runs each fund paid for, alone or with others, with all their copies.
SELECT run_share.fund, _run.run, _run.item, _run.language, _run.printed_on, _run.quantity, detail.currency, detail.cost
  FROM _run
  JOIN _run_detail AS detail ON detail.run = _run.id
  JOIN run_share ON run_share.run = detail.run AND run_share.command = detail.command
