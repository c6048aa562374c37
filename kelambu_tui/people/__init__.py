"""Who someone is: NIK, names and their spellings, sex, birth date, village. Pure, no database."""
