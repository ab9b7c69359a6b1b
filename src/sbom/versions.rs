//! Which of two versions is the later one, as far as their form tells.

use std::cmp::Ordering;

/// Words that come before the release itself (Semantic Versioning 2.0.0, item 9, and what other
/// ecosystems write).
const BEFORE: [&str; 10] = [
    "alpha", "a", "beta", "b", "dev", "m", "pre", "preview", "rc", "snapshot",
];

/// A piece of a version.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Number(String),
    Word(String),
}

/// Compares two versions. None where their forms cannot be held against each other, such as a digest
/// and a number.
pub fn compare(one: &str, two: &str) -> Option<Ordering> {
    let (one, two) = (one.trim(), two.trim());
    if one == two {
        return Some(Ordering::Equal);
    }
    // What stands behind a plus is no part of the order.
    let pieces = |text: &str| pieces(text.split('+').next().unwrap_or_default());
    let (one, two) = (pieces(one), pieces(two));
    let begins_alike = |all: &[Piece]| matches!(all.first(), Some(Piece::Number(_)));
    if !begins_alike(&one) || !begins_alike(&two) {
        return None;
    }
    let mut places = one.len().max(two.len());
    let mut at = 0;
    while places > 0 {
        let order = match (one.get(at), two.get(at)) {
            (Some(Piece::Number(a)), Some(Piece::Number(b))) => number(a, b),
            (Some(Piece::Word(a)), Some(Piece::Word(b))) => word(a, b)?,
            (Some(Piece::Word(word)), None) => is_before(word).then_some(Ordering::Less)?,
            (None, Some(Piece::Word(word))) => is_before(word).then_some(Ordering::Greater)?,
            // `1.0-rc` and `1.0.1`.
            (Some(Piece::Word(word)), Some(Piece::Number(_))) => {
                is_before(word).then_some(Ordering::Less)?
            }
            (Some(Piece::Number(_)), Some(Piece::Word(word))) => {
                is_before(word).then_some(Ordering::Greater)?
            }
            (Some(Piece::Number(a)), None) => number(a, "0"),
            (None, Some(Piece::Number(b))) => number("0", b),
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return Some(order);
        }
        (at, places) = (at + 1, places - 1);
    }
    // `1.0` and `1.0.0`; they are written in two ways and say the same.
    Some(Ordering::Equal)
}

fn pieces(text: &str) -> Vec<Piece> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text).to_lowercase();
    let mut all: Vec<Piece> = Vec::new();
    let mut goes_on = false;
    for letter in text.chars() {
        let is_digit = letter.is_ascii_digit();
        if !is_digit && !letter.is_alphabetic() {
            goes_on = false;
            continue;
        }
        match all.last_mut() {
            Some(Piece::Number(number)) if goes_on && is_digit => number.push(letter),
            Some(Piece::Word(word)) if goes_on && !is_digit => word.push(letter),
            _ if is_digit => all.push(Piece::Number(letter.to_string())),
            _ => all.push(Piece::Word(letter.to_string())),
        }
        goes_on = true;
    }
    all
}

/// Numbers of any length.
fn number(one: &str, two: &str) -> Ordering {
    let (one, two) = (one.trim_start_matches('0'), two.trim_start_matches('0'));
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

fn word(one: &str, two: &str) -> Option<Ordering> {
    let place = |word: &str| BEFORE.iter().position(|known| *known == word);
    match (place(one), place(two)) {
        _ if one == two => Some(Ordering::Equal),
        (Some(_), Some(_)) => Some(one.cmp(two)),
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (None, None) => None,
    }
}

fn is_before(word: &str) -> bool {
    BEFORE.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_the_same_from_both_sides(a in "[0-9a-c.+-]{0,8}", b in "[0-9a-c.+-]{0,8}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).map(Ordering::reverse));
            prop_assert_eq!(compare(&a, &a), Some(Ordering::Equal));
        }
    }

    #[test]
    fn later_earlier_or_not_to_be_told() {
        for (one, two, expected) in [
            ("1.2.3", "1.2.10", Some(Ordering::Less)),
            ("1.10", "1.9", Some(Ordering::Greater)),
            ("v2.0", "1.99.99", Some(Ordering::Greater)),
            ("1.0.0-rc.1", "1.0.0", Some(Ordering::Less)),
            ("1.0.0-alpha", "1.0.0-beta", Some(Ordering::Less)),
            ("1.0.0-rc.2", "1.0.0-rc.10", Some(Ordering::Less)),
            ("1.0", "1.0.1", Some(Ordering::Less)),
            ("1.0", "1.0.0", Some(Ordering::Equal)),
            ("1.0+build1", "1.0+build2", Some(Ordering::Equal)),
            ("3.0.7-18.el9_2", "3.0.7-19.el9_2", Some(Ordering::Less)),
            ("2023.1", "2024.0", Some(Ordering::Less)),
            ("99999999999999999999999.1", "1", Some(Ordering::Greater)),
            ("d34db33f", "1.0", None),
            ("main", "develop", None),
            ("1.0-custom", "1.0", None),
            ("1.0-jre", "1.0-android", None),
        ] {
            assert_eq!(compare(one, two), expected, "{one} {two}");
        }
    }
}
