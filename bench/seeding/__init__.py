"""Seeding works on the product's models, so Django is set up before any of them is read."""

from bench.product import get_ready

get_ready()
