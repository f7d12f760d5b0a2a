"""Runs: what a page printed and drew when it was executed, and where and when that was."""
