"""The columns of sheets, as sentences name them."""

from tracker.messages import Message

LABELS = {
    "address": Message("address"),
    "carrier": Message("carrier"),
    "city": Message("city"),
    "code": Message("code"),
    "contact": Message("contact"),
    "cost": Message("cost"),
    "country": Message("country"),
    "currency": Message("currency"),
    "date": Message("date"),
    "email": Message("email"),
    "fund": Message("fund"),
    "isbn": Message("ISBN"),
    "item": Message("item"),
    "kind": Message("kind"),
    "name": Message("name"),
    "note": Message("note"),
    "phone": Message("phone"),
    "place": Message("place"),
    "printed_on": Message("print date"),
    "printer": Message("printer"),
    "quantity": Message("quantity"),
    "reference": Message("reference"),
    "region": Message("region"),
    "status": Message("status"),
    "store": Message("store"),
    "title": Message("title"),
}
