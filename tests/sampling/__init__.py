"""Tests of plans, draws and what a sample can say."""
