use crate::text::one_line;

/// The candidate that a misspelt `word` most likely means, if any is near enough.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// "; did you mean `NEAR`?", to stand behind what a message says of a misspelt `word`; nothing where
/// no candidate is near enough.
pub fn or_did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean(word, candidates)
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

/// "unknown KIND `word`" with the nearest candidate or the whole list as a hint.
pub(super) fn unknown(kind: &str, word: &str, candidates: &[&str]) -> (String, Option<String>) {
    let list = || {
        let all: Vec<_> = candidates.iter().map(|c| format!("`{c}`")).collect();
        format!("expected one of {}", all.join(", "))
    };
    let hint = match did_you_mean(word, candidates.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {}", list()),
        None if candidates.is_empty() => "nothing is allowed here".to_owned(),
        None => list(),
    };
    (format!("unknown {kind} `{}`", one_line(word)), Some(hint))
}
