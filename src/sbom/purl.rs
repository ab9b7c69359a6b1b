//! Whether a text can be a package URL.

/// Checks a package URL's syntax as far as scheme, type and name (ECMA-427, 'How to parse a
/// purl string in its components'):
///
/// - no white space or control character anywhere, every `%` followed by two hexadecimal digits;
/// - the scheme is `pkg:`, in any case; slashes after it are tolerated, as the standard asks;
/// - the type begins with an ASCII letter and holds letters, digits, `.`, `-` and `+` only;
/// - a name is there, after the type and before `@version`, `?qualifiers` and `#subpath`.
///
/// Not checked: whether the type is registered, what a type demands of its parts, qualifiers.
/// `pkg:npm/%40angular/core@16.0.0` is valid; `npm/core`, `pkg:npm` and `pkg:npm/@1.0` are not.
pub fn is_valid_purl(purl: &str) -> bool {
    if purl.chars().any(|c| c.is_whitespace() || c.is_control()) || !escapes_are_whole(purl) {
        return false;
    }
    let rest = purl.split('#').next().unwrap_or_default();
    let rest = rest.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = rest.split_once(':') else {
        return false;
    };
    if !scheme.eq_ignore_ascii_case("pkg") {
        return false;
    }
    let Some((kind, path)) = rest.trim_matches('/').split_once('/') else {
        return false;
    };
    // An `@` may also begin a namespace (npm's scopes, unescaped), so the version is looked for
    // in the last segment only.
    let last = path.rsplit('/').next().unwrap_or_default();
    let name = last.split('@').next().unwrap_or_default();
    is_type(kind) && !name.is_empty()
}

fn is_type(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
}

fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes();
        digits.len() >= 2 && digits.iter().take(2).all(u8::is_ascii_hexdigit)
    })
}
