-- Places that can hold copies, and whether they are open; outside places are left out.
SELECT code, name, kind, country, city, address, contact, email, phone, note,
       CASE WHEN (SELECT closed FROM closing
                   WHERE closing.place = _place.id AND date <= :at AND closing.command <= :known_command
                   ORDER BY date DESC, closing.id DESC LIMIT 1) = 1
            THEN 'closed' ELSE 'open' END AS status,
       region, CASE WHEN is_discreet THEN 'yes' END AS discreet, postcode, aliases
  FROM _place
