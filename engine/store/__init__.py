"""The engine's tables: SQLAlchemy Core, no ORM classes; one row of state an instance."""
