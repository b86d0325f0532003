"""The batch mathematics: scalar compiled kernels on SI floats with a status, and their loops."""
