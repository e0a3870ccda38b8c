"""England in one place: static pages that any web server, file share or memory stick serves without Python."""
