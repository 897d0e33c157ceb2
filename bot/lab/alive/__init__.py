"""The check `alive`: whether the economy is open, fair to its creatures, and full of doubt and drama."""
