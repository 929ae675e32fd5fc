"""How letters reach us: by SMTP, LMTP and IMAP, into the spool. Nothing is read of them here."""
