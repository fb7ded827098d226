"""The first page of an organization: views only, over the other apps' queries."""
