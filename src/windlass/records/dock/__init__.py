"""The dock's ledger: what is where, who moved it, by whose leave, and what the scale says."""
