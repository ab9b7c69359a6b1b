use serde::{Deserialize, Serialize};

/// What an answer, its evidence and the machine's checks come to. In the order in which one
/// verdict outweighs another; the last two weigh nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The answer cannot count: placeholder text, no justification, no opening in the law.
    Invalid,
    /// A machine check shows otherwise.
    Contradicted,
    /// Answered no.
    Gap,
    /// Answered partly: work is left.
    Partial,
    /// Not answered.
    Open,
    /// A check that has to pass could not decide.
    Undecided,
    /// Evidence is missing, changed or expired, or the question was revised.
    Stale,
    /// Answered yes without evidence.
    Unevidenced,
    /// Answered yes, with evidence that is present and current.
    Conformant,
    /// Does not apply, justified, with an opening in the law.
    NotApplicable,
    /// Not asked of this product or role.
    OutOfScope,
}

impl Verdict {
    /// Every verdict, worst first.
    pub const ALL: [Verdict; 11] = [
        Verdict::Invalid,
        Verdict::Contradicted,
        Verdict::Gap,
        Verdict::Partial,
        Verdict::Open,
        Verdict::Undecided,
        Verdict::Stale,
        Verdict::Unevidenced,
        Verdict::Conformant,
        Verdict::NotApplicable,
        Verdict::OutOfScope,
    ];

    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Invalid => "invalid",
            Verdict::Contradicted => "contradicted",
            Verdict::Gap => "gap",
            Verdict::Partial => "partial",
            Verdict::Open => "open",
            Verdict::Undecided => "undecided",
            Verdict::Stale => "stale",
            Verdict::Unevidenced => "unevidenced",
            Verdict::Conformant => "conformant",
            Verdict::NotApplicable => "not-applicable",
            Verdict::OutOfScope => "out-of-scope",
        }
    }

    /// What it says, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Verdict::Invalid => {
                "the answer cannot count: placeholder text, no reason, no opening in the law, or a risk entry that is not there"
            }
            Verdict::Contradicted => "a machine check or a risk entry shows otherwise",
            Verdict::Gap => "answered no",
            Verdict::Partial => "answered partly: work is left",
            Verdict::Open => "not answered",
            Verdict::Undecided => "a check that has to pass could not decide",
            Verdict::Stale => {
                "evidence has changed, is gone or has expired, or the question was revised"
            }
            Verdict::Unevidenced => {
                "a yes without evidence, or 'does not apply' without a risk entry where the risk assessment decides"
            }
            Verdict::Conformant => "answered yes, with evidence that is there and current",
            Verdict::NotApplicable => "does not apply: justified, with an opening in the law",
            Verdict::OutOfScope => "not asked of this product or role",
        }
    }

    /// Whether the gate closes on it.
    pub fn closes(self) -> bool {
        !matches!(
            self,
            Verdict::Conformant | Verdict::NotApplicable | Verdict::OutOfScope
        )
    }

    /// The verdict of what has several: the worst of those that weigh; not applicable when all
    /// are, or are out of scope; out of scope when none is asked.
    pub fn combine(all: impl IntoIterator<Item = Verdict>) -> Verdict {
        all.into_iter().min().unwrap_or(Verdict::OutOfScope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_this_order_wins() {
        use Verdict::*;
        let order = [
            Invalid,
            Contradicted,
            Gap,
            Partial,
            Open,
            Undecided,
            Stale,
            Unevidenced,
            Conformant,
            NotApplicable,
            OutOfScope,
        ];
        assert_eq!(Verdict::ALL, order);
        for (at, first) in order.into_iter().enumerate() {
            for second in order.into_iter().skip(at) {
                assert_eq!(Verdict::combine([first, second]), first);
                assert_eq!(Verdict::combine([second, first]), first);
            }
        }
        assert_eq!(Verdict::combine([]), OutOfScope);
        assert_eq!(
            Verdict::combine([NotApplicable, NotApplicable]),
            NotApplicable
        );
    }

    #[test]
    fn the_gate_closes_on_every_other_verdict() {
        let open: Vec<&str> = Verdict::ALL
            .iter()
            .filter(|v| !v.closes())
            .map(|v| v.name())
            .collect();
        assert_eq!(open, ["conformant", "not-applicable", "out-of-scope"]);
    }
}
