"""The lab's rules, one file a subject."""
