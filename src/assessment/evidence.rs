use crate::project::{Evidence, FileState, Files, Source};
use crate::text::Text;
use crate::values::{Date, Sha256};

/// For how many calendar months an address without `valid-until` counts.
const URL_MONTHS: u32 = 12;

/// A piece of evidence, judged on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceView {
    /// Path or URL.
    pub source: Text,
    /// Whether it is a URL.
    pub is_url: bool,
    /// The digest that was recorded.
    pub sha256: Option<Sha256>,
    /// The day as of which it shows the state.
    pub date: Date,
    /// The last day on which it counts, given or by rule.
    pub valid_until: Option<Date>,
    /// Whether it counts.
    pub state: EvidenceState,
}

/// Whether a piece of evidence counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceState {
    /// Present and current.
    Current,
    /// It does not count any more, for this reason: the answer is stale.
    Bad(String),
    /// Dated later than today: as if it were not there.
    Future,
}

/// Judges a piece of evidence on `today`.
pub(super) fn judge(evidence: &Evidence, files: &Files, today: Date) -> EvidenceView {
    let (source, is_url) = match evidence.source() {
        Source::Path(path) => (path.clone(), false),
        Source::Url(url) => (url.clone(), true),
    };
    let by_rule = is_url.then(|| evidence.date.plus_months(URL_MONTHS));
    let valid_until = evidence.valid_until.or(by_rule);
    let state = if evidence.date > today {
        EvidenceState::Future
    } else if let Some(last) = valid_until.filter(|last| *last < today) {
        let rule = if evidence.valid_until.is_none() {
            " (an address counts for 12 months)"
        } else {
            ""
        };
        EvidenceState::Bad(format!("counted until {last}{rule}"))
    } else if is_url {
        EvidenceState::Current
    } else {
        match (files.get(source.raw()), evidence.sha256) {
            (Some(FileState::Present(now)), Some(then)) if *now == then => EvidenceState::Current,
            (Some(FileState::Present(now)), Some(then)) => EvidenceState::Bad(format!(
                "the content has changed since it was recorded (SHA-256 {}... then, {}... now)",
                then.short(),
                now.short()
            )),
            (Some(FileState::Present(_)), None) => EvidenceState::Bad(
                "no SHA-256 is recorded, so a change could not be seen".to_owned(),
            ),
            (Some(FileState::Refused(why)), _) => EvidenceState::Bad(why.clone()),
            (None, _) => EvidenceState::Bad("it was not looked at".to_owned()),
        }
    };
    EvidenceView {
        source,
        is_url,
        sha256: evidence.sha256,
        date: evidence.date,
        valid_until,
        state,
    }
}
