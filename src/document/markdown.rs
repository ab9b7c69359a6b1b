//! Escaping for Markdown (CommonMark with GitHub's tables): what is printed shows literally.

use std::fmt::Write as _;

/// Whether a backslash goes before `c`, wherever it stands.
fn is_special(c: char) -> bool {
    matches!(
        c,
        '\\' | '`'
            | '*'
            | '_'
            | '['
            | ']'
            | '<'
            | '>'
            | '|'
            | '~'
            | '&'
            | '#'
            | '$'
            | '{'
            | '}'
            | '!'
            | '^'
    )
}

/// `text` as Markdown that shows it literally, on one line of the file: safe in a paragraph, a
/// list item and a cell of a table. Line breaks become `<br>`, other white space one space.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, line) in text.trim().lines().enumerate() {
        if index > 0 {
            out.push_str("<br>");
        }
        for (index, word) in line.split_whitespace().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            if out.is_empty() && opens_a_block(word) {
                // The last sign is the one that makes it a marker; a rule is broken anywhere.
                let end = word.len() - 1;
                out.extend([&word[..end], "\\", &word[end..]]);
                continue;
            }
            for c in word.chars() {
                if is_special(c) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}

/// Text of several lines as Markdown that can be copied as it stands: paragraphs, lists and web
/// addresses stay what they are; headings, HTML, links, emphasis and code are shown literally.
pub(super) fn prose(text: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(prose_line).collect();
    let mut out = lines.join("\n");
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

fn prose_line(line: &str) -> String {
    let mut words = line.split_whitespace().peekable();
    let mut out = String::new();
    let is_rest =
        |words: &mut std::iter::Peekable<std::str::SplitWhitespace<'_>>| words.peek().is_some();
    if let Some(first) = words.next() {
        let number = first.strip_suffix(['.', ')']);
        let number = number.is_some_and(|n| {
            !n.is_empty() && n.len() < 4 && n.bytes().all(|byte| byte.is_ascii_digit())
        });
        let is_item = (matches!(first, "-" | "*" | "+") || number) && is_rest(&mut words);
        if is_item {
            // A list within a list keeps its place.
            let indent = line.len() - line.trim_start().len();
            out.push_str(&" ".repeat(indent.min(6)));
            out.push_str(first);
        } else if opens_a_block(first) || first.starts_with(['#', '>', '=', '~', '+']) {
            out.push_str(&format!("\\{}", prose_word(first)));
        } else {
            out.push_str(&prose_word(first));
        }
    }
    for word in words {
        out.push(' ');
        out.push_str(&prose_word(word));
    }
    out
}

fn prose_word(word: &str) -> String {
    let is_address = word.starts_with("https://") || word.starts_with("http://");
    let is_plain = |c: char| !matches!(c, '<' | '>' | '`' | '[' | ']' | '*' | '\\' | '"');
    if is_address && word.chars().all(is_plain) {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let last = word.chars().count().saturating_sub(1);
    for (at, c) in word.chars().enumerate() {
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            // Within a word it marks nothing.
            '_' => at == 0 || at == last,
            '&' => word.contains(';'),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether `word` at the beginning of a line opens a list, is a rule or underlines a heading:
/// `-`, `+`, `---`, `===`, `12.`, `12)`.
fn opens_a_block(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']);
    word.bytes().all(|byte| b"-+=".contains(&byte))
        || number.is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// `text` in a fenced block that shows it to the letter, ready to be copied.
pub(super) fn fence(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n{fence}text\n{}\n{fence}", text.trim_end())
}

/// `url` as a link that shows its address, or as escaped text where it is no web address.
pub(super) fn link(url: &str) -> String {
    match web_address(url) {
        Some(address) => format!("<{address}>"),
        None => escape(url),
    }
}

/// `url` with all but the signs of an address written as `%XX`; `None` for what does not begin
/// with `http://` or `https://`.
pub(super) fn web_address(url: &str) -> Option<String> {
    let lower: String = url
        .chars()
        .take(8)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme).map(|_| scheme.len()))?;
    if url.len() == rest {
        return None;
    }
    let mut address = String::with_capacity(url.len());
    for byte in url.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()*+,;=%".contains(&byte);
        if plain {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_paragraphs_lists_and_addresses_and_nothing_else() {
        for (text, expected) in [
            (
                "- Go to Settings > Update.\n- See https://example.com/fix_1.2.1_x",
                "- Go to Settings > Update.\n- See https://example.com/fix_1.2.1_x",
            ),
            ("One.\n\n\n\nTwo & three.", "One.\n\nTwo & three."),
            ("1. a\n   - b", "1. a\n   - b"),
            (
                "# no heading\n---\n> no quote",
                "\\# no heading\n\\---\n\\> no quote",
            ),
            (
                "<b>x</b> &amp; *y* [z](u) `c`",
                "\\<b>x\\</b> \\&amp; \\*y\\* \\[z\\](u) \\`c\\`",
            ),
            ("foo_bar _x_", "foo_bar \\_x\\_"),
            ("https://a.example/<script>", "https://a.example/\\<script>"),
            ("    indented", "indented"),
        ] {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    #[test]
    fn markup_shows_literally() {
        let cases = [
            (
                "plain text, 1.2.3 (a) - 1. b",
                "plain text, 1.2.3 (a) - 1. b",
            ),
            (
                "<script>alert(1)</script>",
                r"\<script\>alert(1)\</script\>",
            ),
            ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
            ("`{{ 7*7 }}`", r"\`\{\{ 7\*7 \}\}\`"),
            ("a | b", r"a \| b"),
            ("a \\| b", r"a \\\| b"),
            ("# head", r"\# head"),
            ("- item", r"\- item"),
            ("+ item", r"\+ item"),
            ("12. item", r"12\. item"),
            ("12) item", r"12\) item"),
            ("===", r"==\="),
            ("2.4.1 is -1", "2.4.1 is -1"),
            ("    code", "code"),
            (
                "one\ntwo\r\n\nthree\n- four",
                "one<br>two<br><br>three<br>- four",
            ),
            ("&lt;b&gt;", r"\&lt;b\&gt;"),
            ("snake_case ~~x~~", r"snake\_case \~\~x\~\~"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(escape(text), expected, "{text}");
        }
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(fence("a*b"), "\n```text\na*b\n```");
        assert_eq!(fence("```\nx\n````"), "\n`````text\n```\nx\n````\n`````");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(
            link("https://example.com/a_b?c=d#e"),
            "<https://example.com/a_b?c=d#e>"
        );
        assert_eq!(link("HTTP://example.com"), "<HTTP://example.com>");
        assert_eq!(
            link("https://e.com/a|b>c`d\"é"),
            "<https://e.com/a%7Cb%3Ec%60d%22%C3%A9>"
        );
        for no in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "ftp://x",
            "//x",
            " https://x",
        ] {
            assert_eq!(web_address(no), None, "{no}");
        }
    }
}
