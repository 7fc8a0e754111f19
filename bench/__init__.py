"""`make bench`: what a request of ours costs, against rivals that do the same work beside it."""
