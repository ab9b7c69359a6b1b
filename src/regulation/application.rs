use serde::Serialize;

use crate::values::Date;

/// The day from which the Act applies but for Art. 14 and Chapter IV, Art. 71(2).
pub const MAIN_DATE: Date = Date::of(2027, 12, 11);

/// The day from which Art. 14 applies, Art. 71(2).
pub const REPORTING_DATE: Date = Date::of(2026, 9, 11);

/// Whether the Act asks anything of this product besides Art. 14, and from when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Application {
    /// It binds.
    Binds {
        /// The first day on which something has to be met: [`MAIN_DATE`], or when the first unit
        /// is placed after it, or when older units are substantially modified.
        from: Date,
    },
    /// All units were placed before and none was substantially modified since, Art. 69(2).
    OnlyReporting {
        /// The last day on which a unit was or will be placed.
        last_placed: Date,
    },
}

/// A label beside a verdict, never the verdict itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// To be met by the day from which it binds.
    Preparing,
    /// It binds today.
    Due,
    /// It does not bind this product, or binds no one.
    NotRequired,
    /// It binds another role than those of the project; the product has to meet it all the same.
    OtherRole,
}

/// Decides by the days of placing whether more than Art. 14 binds (Art. 69(2), judged for each
/// unit placed), and from when (Art. 13(1): when a product is placed on the market). An unknown
/// last day counts as later: nothing is dropped on a guess.
pub fn application(
    first: Option<Date>,
    last_planned: Option<Date>,
    substantially_modified: Option<Date>,
) -> Application {
    let modified = substantially_modified.filter(|day| *day >= MAIN_DATE);
    match (last_planned.filter(|day| *day < MAIN_DATE), modified) {
        (Some(last_placed), None) => Application::OnlyReporting { last_placed },
        (Some(_), Some(modified)) => Application::Binds { from: modified },
        (None, _) => Application::Binds {
            from: first.map_or(MAIN_DATE, |first| first.max(MAIN_DATE)),
        },
    }
}

impl Due {
    /// The label on `today`.
    pub fn on(today: Date, application: &Application) -> Self {
        match application {
            Application::OnlyReporting { .. } => Due::NotRequired,
            Application::Binds { from } if today < *from => Due::Preparing,
            Application::Binds { .. } => Due::Due,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn art_69_2_by_unit() {
        let old = |d: &str| Application::OnlyReporting {
            last_placed: day(d),
        };
        let from = |d: &str| Application::Binds { from: day(d) };
        let cases = [
            (None, None, None, from("2027-12-11")),
            (None, Some("2027-12-10"), None, old("2027-12-10")),
            (None, Some("2027-12-11"), None, from("2027-12-11")),
            (
                Some("2026-01-01"),
                Some("2030-01-01"),
                None,
                from("2027-12-11"),
            ),
            (
                Some("2028-01-15"),
                Some("2030-01-01"),
                None,
                from("2028-01-15"),
            ),
            (
                None,
                Some("2026-01-01"),
                Some("2027-12-10"),
                old("2026-01-01"),
            ),
            (
                None,
                Some("2026-01-01"),
                Some("2028-06-30"),
                from("2028-06-30"),
            ),
            (
                Some("2026-01-01"),
                Some("2030-01-01"),
                Some("2026-06-30"),
                from("2027-12-11"),
            ),
        ];
        for (first, last, modified, expected) in cases {
            let found = application(first.map(day), last.map(day), modified.map(day));
            assert_eq!(found, expected, "{first:?} {last:?} {modified:?}");
        }
    }

    #[test]
    fn never_in_breach_before_the_date() {
        let from = |d: &str| Application::Binds { from: day(d) };
        assert_eq!(
            Due::on(day("2027-12-10"), &from("2027-12-11")),
            Due::Preparing
        );
        assert_eq!(Due::on(day("2027-12-11"), &from("2027-12-11")), Due::Due);
        assert_eq!(
            Due::on(day("2028-01-14"), &from("2028-01-15")),
            Due::Preparing
        );
    }
}
