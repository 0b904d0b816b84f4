"""What an HTTP request does."""
