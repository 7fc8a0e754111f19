"""The product as somebody outside sees it: processes, a port, a folder, a database.

Nothing here imports Django or one of our packages: what is proved with it is proved from outside.
"""
