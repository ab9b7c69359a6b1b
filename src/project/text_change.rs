use crate::values::Sha256;

/// What became of a file's text, so that it can be taken back to the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// Where it begins, in bytes.
    at: usize,
    /// What stood there.
    from: String,
    /// How many bytes took its place.
    length: usize,
    /// Digest of the whole text after.
    after: Sha256,
}

impl TextChange {
    /// What makes `old` to `new`.
    pub(super) fn between(old: &str, new: &str) -> Self {
        let same = |(a, b): &(char, char)| a == b;
        let letters = old.chars().zip(new.chars()).take_while(same);
        let at: usize = letters.map(|(letter, _)| letter.len_utf8()).sum();
        let (old_rest, new_rest) = (&old[at..], &new[at..]);
        let letters = old_rest.chars().rev().zip(new_rest.chars().rev());
        let letters = letters.take_while(same);
        let tail: usize = letters.map(|(letter, _)| letter.len_utf8()).sum();
        Self {
            at,
            from: old_rest[..old_rest.len() - tail].to_owned(),
            length: new_rest.len() - tail,
            after: Sha256::of(new.as_bytes()),
        }
    }

    /// Digest of the whole text after.
    pub fn digest(&self) -> Sha256 {
        self.after
    }

    /// The text before; none where another has been written since.
    pub(super) fn undone(&self, now: &str) -> Option<String> {
        let is_as_written = Sha256::of(now.as_bytes()) == self.after;
        let (head, rest) = now.split_at_checked(self.at).filter(|_| is_as_written)?;
        Some(format!("{head}{}{}", self.from, rest.get(self.length..)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_change_is_taken_back_to_the_letter(old in "[aé漢]{0,8}", new in "[aé漢]{0,8}", other in "[aé漢]{0,8}") {
            let change = TextChange::between(&old, &new);
            prop_assert_eq!(change.undone(&new), Some(old));
            if other != new {
                prop_assert_eq!(change.undone(&other), None);
            }
        }
    }
}
