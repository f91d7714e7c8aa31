"""Days in words, reckoned from a given day: "Nov 24, 2026", "in August", "overdue since Nov 3, 2026"."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def of(moment: str) -> date:
    """The day of a stamp, or of a day as the store keeps it (YYYY-MM-DD)."""
    return date.fromisoformat(moment[:10])


def told(day: date) -> str:
    """Nov 24, 2026."""
    return f"{day:%b} {day.day}, {day.year}"


def month(day: date, today: date) -> str:
    """The month of a day, with its year where that is not this one: August, August 2025."""
    return f"{day:%B}" if day.year == today.year else f"{day:%B} {day.year}"


def due(day: str, today: date) -> str:
    """When something is due, as people say it; a day that passed in words, too."""
    if not day:
        return "no date"
    found = of(day)
    if found < today:
        return f"overdue since {told(found)}"
    return {0: "due today", 1: "due tomorrow"}.get((found - today).days, f"due {told(found)}")


def months_after(day: date, months: int) -> date:
    """The same day so many months later (before, if negative); the month's last where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
