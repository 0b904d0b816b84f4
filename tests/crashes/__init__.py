"""kill -9 at every step of a challenge and of the lab's answer: nothing is lost, and nothing is said three times."""
