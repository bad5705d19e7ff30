-- The cost, payer, printer and other details of each print run, after the last edit. A run that several funds paid for
-- has all of them, by code, as `fund`, and with the part each paid as `shares`.
SELECT run, command, cost, currency,
       (SELECT group_concat(fund, '+')
          FROM (SELECT fund FROM run_share
                 WHERE run_share.run = run_detail.run AND run_share.command = run_detail.command
                 ORDER BY fund)) AS fund,
       (SELECT group_concat(CASE share WHEN 10000 THEN fund
                                 ELSE fund || '=' || rtrim(rtrim(printf('%d.%02d', share / 100, share % 100), '0'), '.')
                                      || '%' END, '+')
          FROM (SELECT fund, share FROM run_share
                 WHERE run_share.run = run_detail.run AND run_share.command = run_detail.command
                 ORDER BY fund)) AS shares,
       (SELECT group_concat(funding_grant, '+')
          FROM (SELECT funding_grant FROM run_share
                 WHERE run_share.run = run_detail.run AND run_share.command = run_detail.command
                   AND funding_grant IS NOT NULL
                 ORDER BY fund)) AS named,
       printer, isbn, review_by, mark, carton, weight, url
  FROM run_detail
 WHERE command = (SELECT max(command) FROM run_detail AS version
                   WHERE version.run = run_detail.run AND version.command <= :known_command)
