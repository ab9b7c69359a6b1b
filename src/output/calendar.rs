//! iCalendar (RFC 5545). Written here: of the crates that were tried one folds lines a byte
//! too late, the other stamps alarms with the clock, so that the same input gave other bytes.

use crate::values::{Date, Moment};

/// An entry of a calendar.
pub struct CalendarEntry {
    /// Names it across exports, so that a renewed file replaces the entry.
    pub uid: String,
    /// What it is about.
    pub at: At,
    /// Its title.
    pub summary: String,
    /// Its text.
    pub description: String,
    /// Hours before it at which it reminds.
    pub remind: Vec<u32>,
}

/// An instant, or a whole day.
pub enum At {
    /// An instant.
    Instant(Moment),
    /// A day, whatever the zone of the reader.
    Day(Date),
}

/// The calendar with these entries, as of `now`.
pub fn render(entries: &[CalendarEntry], now: &Moment) -> String {
    let mut page = Page(String::new());
    page.line("BEGIN:VCALENDAR");
    page.line("VERSION:2.0");
    page.line(concat!(
        "PRODID:-//cemark//cemark ",
        env!("CARGO_PKG_VERSION"),
        "//EN"
    ));
    for entry in entries {
        page.line("BEGIN:VEVENT");
        page.text("UID", &entry.uid);
        page.line(&format!("DTSTAMP:{}", now.basic_utc()));
        page.line(&match &entry.at {
            At::Instant(at) => format!("DTSTART:{}", at.basic_utc()),
            At::Day(day) => format!("DTSTART;VALUE=DATE:{}", day.to_string().replace('-', "")),
        });
        page.text("SUMMARY", &entry.summary);
        page.text("DESCRIPTION", &entry.description);
        page.line("TRANSP:TRANSPARENT");
        page.line("CLASS:PRIVATE");
        for hours in &entry.remind {
            page.line("BEGIN:VALARM");
            page.line("ACTION:DISPLAY");
            page.line(&format!("TRIGGER:-PT{hours}H"));
            page.text("DESCRIPTION", &entry.summary);
            page.line("END:VALARM");
        }
        page.line("END:VEVENT");
    }
    page.line("END:VCALENDAR");
    page.0
}

struct Page(String);

/// Longest line in bytes, its end not counted (section 3.1).
const LIMIT: usize = 75;

impl Page {
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::new();
        for c in crate::text::clean(value).chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c => escaped.push(c),
            }
        }
        self.line(&format!("{name}:{escaped}"));
    }

    /// Writes a line, folded; a continuation begins with a space that counts.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LIMIT {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Zone;

    #[test]
    fn lines_are_folded_and_escaped() {
        let now = Moment::parse("2026-11-24T09:30:00+01:00", &Zone::utc()).unwrap();
        let entry = CalendarEntry {
            uid: "a@b".into(),
            at: At::Instant(now.clone()),
            summary: "ß".repeat(90),
            description: "a,b;c\\d\ne\u{1b}".into(),
            remind: vec![2],
        };
        let text = render(&[entry], &now);
        assert!(text.lines().all(|line| line.len() <= 75));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:{}\r\n", "ß".repeat(90))));
        assert!(unfolded.contains("DESCRIPTION:a\\,b\\;c\\\\d\\ne\u{FFFD}\r\n"));
        assert!(text.contains("DTSTAMP:20261124T083000Z\r\n"));
    }
}
