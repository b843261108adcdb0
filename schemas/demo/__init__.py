"""The material of the invented authority and of what its inspectors write, as data."""

from schemas.demo.loader import DemoDataError, load_demo

__all__ = ["DemoDataError", "load_demo"]
