"""Kelambu: offline verification for Pake Kelambu, Kabupaten Musi Banyuasin."""

__version__ = "0.1.0"
