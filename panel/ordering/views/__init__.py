"""The pages of searching and buying numbers, one module for each noun."""
