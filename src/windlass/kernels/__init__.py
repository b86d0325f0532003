"""The batch mathematics: scalar compiled kernels on SI floats that return a status, and loops over them."""
