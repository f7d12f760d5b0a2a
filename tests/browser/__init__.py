"""Tests in Chromium. They are a package so that fixtures can have its scope; see `conftest.py`."""
