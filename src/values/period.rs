use std::fmt;
use std::str::FromStr;

use super::text_value;

/// A length of time in calendar months, written `7 years`, `18 months` or `1 year 6 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    months: u32,
}

text_value!(Period, "7 years", r"^\d+ (years?|months?)( \d+ months?)?$");

impl Period {
    /// A period of whole months.
    pub const fn from_months(months: u32) -> Self {
        Self { months }
    }

    /// The length in calendar months.
    pub const fn months(self) -> u32 {
        self.months
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = |n: u32, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        match (self.months / 12, self.months % 12) {
            (0, months) => f.write_str(&unit(months, "month")),
            (years, 0) => f.write_str(&unit(years, "year")),
            (years, months) => write!(f, "{} {}", unit(years, "year"), unit(months, "month")),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{}` is not a period; write it as `7 years` or `18 months`",
                crate::text::one_line(text)
            )
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut months = 0u32;
        if words.is_empty() || words.len() > 4 {
            return Err(wrong());
        }
        for pair in words.chunks(2) {
            let [number, unit] = pair else {
                return Err(wrong());
            };
            let number: u32 = number.parse().map_err(|_| wrong())?;
            let factor = match *unit {
                "year" | "years" => 12,
                "month" | "months" => 1,
                _ => return Err(wrong()),
            };
            months = number
                .checked_mul(factor)
                .and_then(|m| months.checked_add(m))
                .ok_or_else(wrong)?;
        }
        // A century and more is a slip of the keyboard.
        if months == 0 || months > 1200 {
            return Err(wrong());
        }
        Ok(Self { months })
    }
}
