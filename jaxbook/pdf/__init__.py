"""The built site as one PDF."""
