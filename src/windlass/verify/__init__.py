"""Is a trajectory what it claims to be, how sure is it, and is it safe?"""
