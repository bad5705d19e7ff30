-- A receipt is of a shipment, at the place to which that was sent.
SELECT 'receipt_elsewhere' AS finding, receipt.id AS entry, receipt.shipment, place.code AS place
  FROM entry AS receipt
  JOIN entry AS shipment ON shipment.id = receipt.shipment
  JOIN place ON place.id = receipt.place
 WHERE shipment.type <> 'ship' OR shipment.place <> receipt.place
