"""Whole dialogues as they are seen on the phones, written down in three languages; README.md says how to read them."""
