"""The house rules of what we ship under content/, beyond what every roadmap file must keep."""
