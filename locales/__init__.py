"""The three languages: catalogues, and Texts that speaks them."""
