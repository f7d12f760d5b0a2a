"""The built site as one document: a PDF, and an EPUB."""
