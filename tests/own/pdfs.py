"""Small PDFs, written by hand as a program would: pages of lines in Helvetica."""


def pdf(pages: list[list[str]], *, trailer: str = "") -> bytes:
    """A PDF of pages, each a list of lines in Latin letters. ``trailer``: further entries, such as /Encrypt."""
    n = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(n))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {n} /Kids [{kids}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for at, lines in enumerate(pages):
        escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
        shown = "".join(f"({line}) Tj T*\n" for line in escaped)
        stream = f"BT /F1 11 Tf 50 800 Td 14 TL\n{shown}ET".encode("cp1252")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
        objects[4 + 2 * at] = f"{page}/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        objects[5 + 2 * at] = f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
    made, places = b"%PDF-1.4\n", []
    for number, body in sorted(objects.items()):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R "
    return made + f"{end}{trailer}>>\nstartxref\n{len(made)}\n%%EOF\n".encode()
