"""What is asked, in which order: forms as data."""
