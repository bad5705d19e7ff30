-- Places that can hold copies, and whether they are open; the places outside are left out.
SELECT code, name, kind, country, city, address, contact, email, phone, note,
       CASE WHEN (SELECT closed FROM closing
                   WHERE closing.place = place.id AND date <= :at AND closing.recorded_at <= :known_at
                   ORDER BY date DESC, id DESC LIMIT 1) = 1
            THEN 'closed' ELSE 'open' END AS status
  FROM place
 WHERE kind <> 'outside' AND recorded_at <= :known_at
