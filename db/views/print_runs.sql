-- Print runs, with their cost, printer and other details.
SELECT _run.run, _run.item, _run.printed_on, _run.quantity,
       store.code AS store,
       CASE WHEN detail.cost IS NOT NULL
            THEN printf('%d.%02d', detail.cost / 100, detail.cost % 100) END AS cost,
       detail.currency, detail.shares AS fund, detail.printer, detail.isbn,
       CASE WHEN _run.withdrawn THEN 'withdrawn' ELSE 'active' END AS status,
       printed.reference,
       text.note,
       detail.review_by, detail.mark, detail.carton, detail.weight, detail.url, detail.named AS "grant"
  FROM _run
  JOIN place AS store ON store.id = _run.store
  LEFT JOIN _run_detail AS detail ON detail.run = _run.id
  LEFT JOIN _run_text AS text ON text.run = _run.id
  LEFT JOIN _entry_text AS printed ON printed.entry = _run.entry
