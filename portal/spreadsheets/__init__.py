"""Spreadsheets that people bring, and those that they are given: reading, cells, uploads, writing."""

from portal.spreadsheets.writing import danish_csv, neutral, workbook

__all__ = ["danish_csv", "neutral", "workbook"]
