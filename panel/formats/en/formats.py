"""Dates in English: the day first, the month in three letters."""

SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y H:i"
DAY_AND_MONTH_FORMAT = "j M"
