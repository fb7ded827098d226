"""How each language writes the dates of the pages, by name: `date:"SHORT_DATE_FORMAT"`."""
