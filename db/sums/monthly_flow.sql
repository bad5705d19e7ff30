-- By how many copies of each run each figure changed in each month.
INSERT INTO monthly_flow (run, month, printed, on_hand, in_transit, at_places, handed_out, loss, sent, used)
SELECT run, substr(date, 1, 7), sum(printed), sum(on_hand), sum(in_transit), sum(at_places), sum(handed_out),
       sum(loss), sum(sent), sum(sent + used_besides)
  FROM _movement_flow
 WHERE entry BETWEEN :first_entry AND :last_entry
 GROUP BY run, substr(date, 1, 7)
    ON CONFLICT DO UPDATE
   SET printed = printed + excluded.printed,
       on_hand = on_hand + excluded.on_hand,
       in_transit = in_transit + excluded.in_transit,
       at_places = at_places + excluded.at_places,
       handed_out = handed_out + excluded.handed_out,
       loss = loss + excluded.loss,
       sent = sent + excluded.sent,
       used = used + excluded.used
