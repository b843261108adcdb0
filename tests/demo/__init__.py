"""Tests of the invented authority, its workbook and what its inspectors write."""
