"""What machines measured: records, and the tables and drawings made of them. No Sphinx here."""
