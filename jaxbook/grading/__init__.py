"""Run answers to exercises with the checks of their pages, for tests and for teachers."""
