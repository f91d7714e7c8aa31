"""What tests of every room may use."""

from tests.browsing import browser, pytest_unconfigure

__all__ = ["browser", "pytest_unconfigure"]
