"""Partners: who pays, who gains, who would be better off alone, and what would keep them."""
