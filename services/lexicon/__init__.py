"""Words to recognise, as tables that a non-programmer can extend (docs/languages.md), and how they are matched."""
