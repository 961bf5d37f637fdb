"""Cleaning: cells become answers, tables become tables that can be measured, and every row that leaves is named."""
