"""The pages of accounts, one module for each noun."""
