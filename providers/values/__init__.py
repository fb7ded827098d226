"""Frozen values in the field's standard terms, the same for every provider. Import from the submodules."""
