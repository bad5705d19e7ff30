-- Valid grants. A grant for several years, or for a purpose that no cost has by itself, is reported separately, under
-- its number as `own`; others are added up by fund, year and purpose.
SELECT id, command, fund, year, amount, currency, purpose, until, reference, date, note,
       CASE WHEN until > year OR purpose NOT IN ('printing', 'seminars', 'distribution') THEN id END AS own
  FROM funding_grant
 WHERE command <= :known_command
   AND NOT EXISTS (SELECT 1 FROM grant_withdrawal AS withdrawn
                    WHERE withdrawn.funding_grant = funding_grant.id AND withdrawn.command <= :known_command)
