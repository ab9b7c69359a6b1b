//! Numbers where text belongs: `"version": 1.10` means `1.10`, but a parsed float says `1.1`.

/// Puts every number of a JSON text in quotes, so that it can be read as it is written.
/// Expects valid JSON; is used only after a fraction or an exponent was met in a text's place.
pub(super) fn quoted(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 8);
    let mut rest = json;
    while let Some(at) = rest.find(|c: char| matches!(c, '"' | '-' | '0'..='9')) {
        let (before, token) = rest.split_at(at);
        out.push_str(before);
        let end = if token.starts_with('"') {
            string_end(token)
        } else {
            number_end(token)
        };
        let (token, after) = token.split_at(end);
        if token.starts_with('"') {
            out.push_str(token);
        } else {
            out.extend(["\"", token, "\""]);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Length of the string literal at the beginning, quotes included.
fn string_end(token: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in token.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    token.len()
}

/// Length of the number at the beginning.
fn number_end(token: &str) -> usize {
    token
        .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
        .unwrap_or(token.len())
}
