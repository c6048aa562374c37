"""Papers of a village day: the list to walk with, the berita acara, the family's letter.

They are in Bahasa Indonesia whatever language the screens speak, for they are official documents.
"""
