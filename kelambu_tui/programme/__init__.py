"""What the regulation says: programme.toml, and what it means for one person. Pure, no database."""
