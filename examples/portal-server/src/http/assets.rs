//! The files that pages load, which are compiled in, and the firm's own colour and logo.

use crate::state::App;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const FILES: [(&str, &str, &str); 9] = [
    ("casegate.css", CSS, include_str!("../../assets/casegate.css")),
    ("desk.css", CSS, include_str!("../../assets/desk.css")),
    ("gate.js", SCRIPT, include_str!("../../assets/gate.js")),
    ("intake.js", SCRIPT, include_str!("../../assets/intake.js")),
    ("copy.js", SCRIPT, include_str!("../../assets/copy.js")),
    ("print.js", SCRIPT, include_str!("../../assets/print.js")),
    ("times.js", SCRIPT, include_str!("../../assets/times.js")),
    ("favicon.svg", SVG, include_str!("../../assets/favicon.svg")),
    ("mark.svg", SVG, include_str!("../../assets/mark.svg")),
];

macro_rules! package {
    ($($file:literal),*) => {
        [$(($file, include_str!(concat!("../../../../bindings-wasm/js/", $file)))),*]
    };
}

/// The element for the intake, from the npm package. It gets the rules' results from this host.
const PACKAGE: [(&str, &str); 13] = package![
    "element-remote.js",
    "element/answers.js",
    "element/component.js",
    "element/drafts.js",
    "element/fields.js",
    "element/frame.js",
    "element/keeper.js",
    "element/paths.js",
    "element/section.js",
    "element/shown.js",
    "element/style.js",
    "texts-en.js",
    "texts-es.js"
];

/// GET /assets/{name}
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(file, _, _)| *file == name) {
        Some((_, media_type, text)) => ([(CONTENT_TYPE, *media_type)], *text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// GET /assets/casegate/{path}
pub(crate) async fn package_file(Path(path): Path<String>) -> Response {
    match PACKAGE.iter().find(|(file, _)| *file == path) {
        Some((_, text)) => ([(CONTENT_TYPE, SCRIPT)], *text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// GET /firm.css: the firm's accent, and a text colour that is readable on it.
pub(crate) async fn firm_style(State(app): State<App>) -> Response {
    let face = app.face();
    let text = if is_light(&face.color) { "#000" } else { "#fff" };
    let style = if face.color.is_empty() {
        String::new()
    } else {
        format!(":root {{ --accent: {}; --on-accent: {text}; }}\n", face.color)
    };
    ([(CONTENT_TYPE, CSS)], style).into_response()
}

/// GET /firm/logo
pub(crate) async fn firm_logo(State(app): State<App>) -> Response {
    match &app.face().logo {
        Some(logo) => ([(CONTENT_TYPE, logo.media_type.clone())], logo.image.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Whether black is more readable than white on `#rrggbb`, by relative luminance as WCAG 2.2 defines it.
fn is_light(color: &str) -> bool {
    let channel = |at: usize| {
        let hex = color.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let value = f64::from(hex.unwrap_or_default()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    // The luminance whose contrast with black and with white is equal.
    luminance > 0.179
}

#[cfg(test)]
mod tests {
    use super::{PACKAGE, is_light};
    use crate::texts::LANGUAGES;

    #[test]
    fn the_intake_has_its_texts_in_every_language() {
        for language in &*LANGUAGES {
            let file = format!("texts-{}.js", language.lang());
            assert!(PACKAGE.iter().any(|(name, _)| *name == file), "{file}");
        }
    }

    #[test]
    fn text_on_the_accent_is_readable() {
        assert!(!is_light("#1d4f5c") && !is_light("#000000"));
        assert!(is_light("#ffd54f") && is_light("#ffffff"));
    }
}
