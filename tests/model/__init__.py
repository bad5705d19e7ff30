"""The values all floors speak in."""
