"""Meetings that come again: series, agendas, the meeting itself and its minutes (domain.md 5.2: T01)."""
