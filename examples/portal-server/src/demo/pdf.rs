//! Makes a one-page PDF of a few lines, so that the demonstration has a real file to download.

use std::fmt::Write as _;

/// Returns the page as a PDF 1.4 file. Helvetica is one of the fonts that every
/// reader has, so none is embedded.
pub(super) fn page(lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT /F1 18 Tf 72 720 Td 26 TL\n");
    for (place, line) in lines.iter().enumerate() {
        // The heading is larger than the other lines.
        let size = if place == 1 { "/F1 11 Tf 17 TL " } else { "" };
        let _ = writeln!(text, "{size}({}) Tj T*", escaped(line));
    }
    text.push_str("ET\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}endstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    file(&objects).into_bytes()
}

/// Writes the objects, the table of their offsets, and the offset of the table.
fn file(objects: &[String]) -> String {
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (place, object) in objects.iter().enumerate() {
        places.push(file.len());
        let _ = writeln!(file, "{} 0 obj\n{object}\nendobj", place + 1);
    }
    let table = file.len();
    let _ = writeln!(file, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1);
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = writeln!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF");
    file
}

/// Escapes a line as a PDF string. It must be ASCII, as all lines of the demonstration are; other characters
/// would need another encoding.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '(' | ')' | '\\' => text.extend(['\\', c]),
            ' '..='~' => text.push(c),
            _ => text.push('?'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_table_says_where_each_object_begins() {
        let pdf = String::from_utf8(page(&["Title".to_owned(), "a (b) \\ \u{e9}".to_owned()])).unwrap();
        assert!(pdf.contains("(a \\(b\\) \\\\ ?) Tj"));
        let table = pdf.find("xref\n").unwrap();
        assert!(pdf.ends_with(&format!("startxref\n{table}\n%%EOF\n")));
        let entries = pdf[table..].lines().skip(3).take(5).enumerate();
        for (place, entry) in entries {
            let at: usize = entry[..10].parse().unwrap();
            assert!(pdf[at..].starts_with(&format!("{} 0 obj", place + 1)));
            assert_eq!(entry.len(), 19, "the line with its end is twenty bytes");
        }
    }
}
