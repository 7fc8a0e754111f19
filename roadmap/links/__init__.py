"""Whether addresses still answer: asked live, politely, and never inside anybody's network."""
