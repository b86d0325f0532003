"""Published against computed: every module with a function `rows()` is judged by `python -m
validation`."""
