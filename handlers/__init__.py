"""What a Telegram update does."""
