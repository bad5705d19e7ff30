-- Grants that were not withdrawn.
SELECT id, command, fund, year, amount, currency, purpose
  FROM funding_grant
 WHERE command <= :known_command
   AND NOT EXISTS (SELECT 1 FROM grant_withdrawal AS withdrawn
                    WHERE withdrawn.funding_grant = funding_grant.id AND withdrawn.command <= :known_command)
