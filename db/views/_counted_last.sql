-- When what open places hold was last counted: of a store, from which the others get theirs, else since when it is there.
SELECT stock.place, stock.item,
       coalesce(stock.last_counted,
                CASE WHEN place.is_store
                     THEN (SELECT min(balance.date) FROM balance
                            JOIN print_run ON print_run.id = balance.run
                            WHERE balance.place = place.id AND print_run.item = stock.item) END) AS since
  FROM stock_by_place AS stock
  JOIN place ON place.code = stock.place
 WHERE stock.copies > 0
