"""What a document says of itself: title, issuer, 文号, date, status, region, higher plans."""
