"""What people do, one module an activity; screens, commands and tests call the same functions."""
