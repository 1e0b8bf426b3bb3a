"""Every decision: plain functions over a session; no Reflex, FastAPI or vendor SDK."""
