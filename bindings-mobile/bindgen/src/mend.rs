//! Replaces passages of the generators' output that would make apps fail. They are found by their exact text.
//!
//! A passage that is not found is an error, because a new version of the generator has to be reviewed.

use std::ffi::OsStr;
use std::path::Path;

/// A passage of the generated sources with this extension, and its replacement.
struct Mend {
    extension: &'static str,
    passage: &'static str,
    instead: &'static str,
}

/// Why each is needed, and when it goes, is in `docs/adr/0014-three-passages-for-phones-are-replaced.md`.
const MENDS: [Mend; 3] = [
    // `TODO()`, a failed assertion or exhausted memory in a plug-in is an `Error`, not an
    // `Exception`. JNA swallows whatever is not caught here, and the call counts as a success: a
    // document's bytes would be lost silently.
    Mend {
        extension: "kt",
        passage: "    } catch(e: kotlin.Exception) {\n",
        instead: "    } catch(e: Throwable) {\n",
    },
    // A lone surrogate, such as a field with a limited length leaves when it cuts an emoji, would throw an
    // exception that apps do not expect, and leak the called object. As in Swift and in browsers, it
    // becomes the replacement character.
    Mend {
        extension: "kt",
        passage: "        // Make sure we don't have invalid UTF-16, check for lone surrogates.\n        \
                  return Charsets.UTF_8.newEncoder().run {\n            \
                  onMalformedInput(CodingErrorAction.REPORT)\n",
        instead: "        // A lone surrogate becomes the replacement character.\n        \
                  return Charsets.UTF_8.newEncoder().run {\n            \
                  onMalformedInput(CodingErrorAction.REPLACE)\n            \
                  replaceWith(byteArrayOf(0xEF.toByte(), 0xBF.toByte(), 0xBD.toByte()))\n",
    },
    // Printing must not fail, not even for an object that was closed.
    Mend {
        extension: "kt",
        passage: "    override fun toString(): String {\n        return FfiConverterString.lift(\n    callWithHandle {\n",
        instead: "    override fun toString(): String {\n        if (uniffiIsDestroyed) return \"${javaClass.simpleName}(closed)\"\n        \
                  return FfiConverterString.lift(\n    callWithHandle {\n",
    },
];

/// Replaces the passages in the source of the file at `path`.
///
/// # Errors
/// If a passage is not found.
pub(crate) fn source(path: &Path, source: String) -> Result<String, String> {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    MENDS.iter().filter(|mend| mend.extension == extension).try_fold(source, |text, mend| {
        if text.contains(mend.passage) {
            return Ok(text.replace(mend.passage, mend.instead));
        }
        Err(format!("{} has no passage `{}`", path.display(), mend.passage.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_passage_is_replaced() {
        let text = |part: fn(&Mend) -> &str| MENDS.iter().map(part).collect::<String>();
        assert_eq!(source(Path::new("a.kt"), text(|mend| mend.passage)), Ok(text(|mend| mend.instead)));
    }

    #[test]
    fn a_passage_that_is_gone_is_noticed() {
        assert!(source(Path::new("a.kt"), String::from("fun a() = 1")).is_err());
        assert_eq!(source(Path::new("a.h"), String::from("int a;")), Ok(String::from("int a;")));
    }
}
