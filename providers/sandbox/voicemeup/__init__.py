"""VoiceMeUp: the XML Engine and its sibling v1.1.

`engine.ROUTES` are the doors, `birth.bear_accounts` the accounts, `happenings.HANDLERS` what the agenda has.
"""
