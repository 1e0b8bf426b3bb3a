"""Vendor code; knows no table and no service."""
