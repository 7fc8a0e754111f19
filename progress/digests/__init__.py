"""The weekly digest: the database is the truth, Redis a doorbell, beat a hint."""
