"""What tests of every room may use."""

from hypothesis import settings

from tests.browsing import browser, pytest_unconfigure

__all__ = ["browser", "pytest_unconfigure"]

# a slow machine is no failure
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")
