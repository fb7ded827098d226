"""Dates in French: months are no proper names, and are cut as the language cuts them (“11 déc. 2026”)."""

SHORT_DATE_FORMAT = "j N Y"
SHORT_DATETIME_FORMAT = "j N Y H:i"
DAY_AND_MONTH_FORMAT = "j N"
