use std::fmt;
use std::str::FromStr;

use super::text_value;

/// A country by its ISO 3166-1 code of two letters, such as `BE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

text_value!(CountryCode, "BE", "^[A-Z]{2}$");

impl CountryCode {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for CountryCode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match *text.trim().to_ascii_uppercase().as_bytes() {
            // Greece as EU style guides write it.
            [b'E', b'L'] => Ok(Self(*b"GR")),
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([a, b])),
            _ => Err(format!(
                "`{}` is no country code; write two letters, such as `BE`",
                crate::text::one_line(text)
            )),
        }
    }
}
