"""Names of countries, states and provinces as the codes that values hold. Records may carry either."""

from __future__ import annotations

from collections.abc import Mapping

from providers.voicemeup import scalars

_COUNTRIES: Mapping[str, str] = {"CANADA": "CA", "UNITED STATES": "US", "UNITED STATES OF AMERICA": "US", "USA": "US"}

_TABLE = """
AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia,
NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, QC Québec, SK Saskatchewan, YT Yukon,
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DC District of Columbia,
DE Delaware, FL Florida, GA Georgia, HI Hawaii, IA Iowa, ID Idaho, IL Illinois, IN Indiana, KS Kansas, KY Kentucky,
LA Louisiana, MA Massachusetts, MD Maryland, ME Maine, MI Michigan, MN Minnesota, MO Missouri, MS Mississippi, MT Montana,
NC North Carolina, ND North Dakota, NE Nebraska, NH New Hampshire, NJ New Jersey, NM New Mexico, NV Nevada, NY New York,
OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina, SD South Dakota,
TN Tennessee, TX Texas, UT Utah, VA Virginia, VT Vermont, WA Washington, WI Wisconsin, WV West Virginia, WY Wyoming
"""
_REGIONS: Mapping[str, str] = {
    name.upper(): code for code, _, name in (entry.strip().partition(" ") for entry in _TABLE.split(","))
}


def country_code(value: object) -> str:
    """Two letters as they stand, or from the names of the two countries where most numbers are; else empty."""
    said = scalars.text(value).upper()
    return said if len(said) == 2 else _COUNTRIES.get(said, "")


def region_code(value: object) -> str:
    """Two letters as they stand, or from the name of a state or province; else empty."""
    said = scalars.text(value).upper()
    return said if len(said) == 2 else _REGIONS.get(said, "")
