"""The checks of `wood doctor`, before a first start and after."""
