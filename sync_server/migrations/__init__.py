"""The steps from one layout of a store to the next, as alembic takes them."""
