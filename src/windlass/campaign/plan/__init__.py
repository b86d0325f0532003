"""The strategic plan: what flies when with what on board, found, proven and replayed."""
