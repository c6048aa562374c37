"""Files in and out: lists, the insurer's workbook, synthetic data."""
