"""The reseller client's own pages: views over the other apps' queries, read through the client's scope. No models."""
