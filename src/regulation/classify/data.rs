use std::collections::BTreeSet;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::{CATEGORIES, CLASSIFY, PROCEDURES};
use crate::text::Text;
use crate::values::{Date, Id};
use crate::yaml;

/// `checklists/law/classify.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Classify {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    groups: Vec<Group>,
    facts: Vec<Fact>,
    pointers: Vec<Pointer>,
}

/// Facts that belong together.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Group {
    /// Its name; in cemark.yaml `NAME: no` stands for a no to each of its facts that is not told.
    pub id: Id,
    /// Its title.
    pub title: Text,
    /// How its facts are asked as one list; without it they are asked one by one.
    pub choose: Option<Text>,
    /// What it means that none of them is true.
    #[serde(default)]
    pub none: Text,
}

/// Something about the product or its supplier that a rule turns on.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fact {
    /// Its name in cemark.yaml and on the command line.
    pub id: Id,
    /// The group to which it belongs; `category` for the questions of the categories.
    pub group: Text,
    /// The point of the Act that makes it matter.
    pub citation: Text,
    /// The answer stands under `traits`.
    #[serde(default, rename = "trait")]
    pub is_trait: bool,
    /// It is asked only where this one is a yes.
    pub needs: Option<Id>,
    /// In few words, for a list.
    #[serde(default)]
    pub short: Text,
    /// The question.
    pub ask: Text,
    /// What helps to answer it.
    #[serde(default)]
    pub help: Text,
    /// What a yes means in law.
    #[serde(default)]
    pub if_yes: Text,
    /// What a no means in law.
    #[serde(default)]
    pub if_no: Text,
    /// How to find out.
    #[serde(default)]
    pub clarify: Text,
    /// A yes is left to people.
    #[serde(default)]
    pub undecidable: bool,
}

/// What the rules say besides the answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pointer {
    /// Its name in the rules.
    pub id: Id,
    /// The point of law.
    pub citation: Text,
    /// What follows.
    pub text: Text,
}

/// `checklists/law/categories.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CategoriesFile {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    core: CoreQuestion,
    shared: Vec<Criterion>,
    categories: Vec<Category>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CoreQuestion {
    ask: Text,
    help: Text,
    clarify: Text,
}

/// How strictly the conformity of a product is assessed, Arts. 7, 8 and 32.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// No category of Annexes III and IV; the Act has no word for it.
    Default,
    /// Annex III, class I.
    ImportantClassI,
    /// Annex III, class II.
    ImportantClassIi,
    /// Annex IV.
    Critical,
}

impl Class {
    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Class::Default => "default",
            Class::ImportantClassI => "important-class-i",
            Class::ImportantClassIi => "important-class-ii",
            Class::Critical => "critical",
        }
    }

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Class::Default => "default (no category of Annexes III and IV)",
            Class::ImportantClassI => "important, class I (Annex III)",
            Class::ImportantClassIi => "important, class II (Annex III)",
            Class::Critical => "critical (Annex IV)",
        }
    }
}

/// A category of Annex III or IV.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Category {
    /// Its id, which follows the Act: `iii.i.12`.
    pub id: Id,
    /// Where it stands in the Act.
    pub citation: Text,
    /// Its class.
    pub class: Class,
    /// Its name in the annex.
    pub name: Text,
    /// In few words.
    pub short: Text,
    /// Where its technical description stands.
    pub description_at: Text,
    /// The technical description in our words.
    pub description: Text,
    /// Examples of the Implementing Regulation or of the guidance, which are open.
    pub examples: Vec<Text>,
    /// What comes near and is not in it.
    pub near_misses: Vec<Text>,
    /// What else to know.
    pub note: Option<Text>,
    /// Categories whose place it takes where both fit.
    #[serde(default)]
    pub over: Vec<Id>,
    /// The same thing at another level of resistance: looked at together with it.
    #[serde(default)]
    pub together: Vec<Id>,
    /// Categories that often fit as well; the core functionality decides between them.
    #[serde(default)]
    pub see_also: Vec<Id>,
    /// Words by which it is found.
    pub words: Text,
    /// What a product that has its core functionality is plainly called.
    #[serde(default)]
    called: Vec<Text>,
    /// How the core functionality is asked where the common words do not fit.
    core: Option<CoreWords>,
    /// The ways to meet its description.
    pub variants: Vec<Variant>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CoreWords {
    ask: Text,
    help: Text,
}

/// One way to meet the technical description of a category.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Variant {
    /// Its name.
    pub id: Id,
    /// What has to be true.
    pub all: Vec<Criterion>,
    /// Why a yes to all of it is left to people.
    pub undecidable: Option<Text>,
}

/// A part of a technical description, as a question of the category or one that several share.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Criterion {
    id: Option<Id>,
    shared: Option<Id>,
    #[serde(default)]
    ask: Text,
    #[serde(default)]
    help: Text,
    clarify: Option<Text>,
}

impl Category {
    /// The name of the fact that it is the core functionality.
    pub fn core(&self) -> String {
        format!("{}.core", self.id)
    }

    /// The name of the fact behind one of its criteria.
    pub fn fact_of(&self, criterion: &Criterion) -> String {
        match (&criterion.shared, &criterion.id) {
            (Some(shared), _) => shared.to_string(),
            (None, Some(own)) => format!("{}.{own}", self.id),
            (None, None) => String::new(),
        }
    }
}

/// `checklists/law/procedures.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ProceduresFile {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    procedures: Vec<ProcedureSpec>,
    particulars: Vec<Particular>,
}

/// A conformity assessment procedure of Art. 32.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
pub enum Procedure {
    /// Internal control, Annex VIII Part I.
    A,
    /// EU-type examination and conformity to type, Annex VIII Parts II and III.
    #[serde(rename = "B+C")]
    BC,
    /// Full quality assurance, Annex VIII Part IV.
    H,
    /// A European cybersecurity certification scheme, Art. 27(9).
    #[serde(rename = "scheme")]
    Scheme,
}

impl Procedure {
    /// All, in the order of Art. 32(1).
    pub const ALL: [Procedure; 4] = [Procedure::A, Procedure::BC, Procedure::H, Procedure::Scheme];

    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Procedure::A => "A",
            Procedure::BC => "B+C",
            Procedure::H => "H",
            Procedure::Scheme => "scheme",
        }
    }

    /// The procedures that a line such as `A`, `B+C`, `module H`, `EUCC` or `A and B+C: A for Part
    /// II` names; none where it names none, or something else. What follows a colon is a remark.
    pub fn named(text: &str) -> Vec<Self> {
        let head = text.split(':').next().unwrap_or_default().to_uppercase();
        let words: Vec<&str> = head
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let has = |word: &str| words.contains(&word);
        // A scheme has the name that its makers gave it.
        let type_examination = has("EXAMINATION");
        let is_scheme = |word: &&str| word.len() > 2 && word.starts_with("EU") || *word == "SCHEME";
        let scheme = words.iter().any(is_scheme) && !type_examination;
        let known = ["A", "B", "C", "H", "MODULE", "MODULES", "AND"];
        if !scheme && words.iter().any(|word| !known.contains(word)) {
            return Vec::new();
        }
        let named = [
            (has("A"), Procedure::A),
            (has("B") && has("C"), Procedure::BC),
            (has("H"), Procedure::H),
            (scheme, Procedure::Scheme),
        ];
        named
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, procedure)| procedure)
            .collect()
    }

    /// What is known of it.
    pub fn spec(self) -> Option<&'static ProcedureSpec> {
        procedures().procedures.iter().find(|spec| spec.id == self)
    }
}

/// What is known of a procedure.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProcedureSpec {
    /// Which.
    pub id: Procedure,
    /// Its name in words.
    pub title: Text,
    /// Where it stands.
    pub citation: Text,
    /// A notified body takes part.
    #[serde(default)]
    pub notified_body: bool,
}

/// What follows from a procedure.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Particular {
    /// From which.
    pub of: Vec<Procedure>,
    /// For hardware or for software alone.
    pub when: Option<Form>,
    /// The point of the Act.
    pub citation: Text,
    /// What follows.
    pub text: Text,
}

/// What a product is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// It has hardware of its own.
    Hardware,
    /// It is software and nothing else.
    Software,
}

fn classify() -> &'static Classify {
    static ALL: OnceLock<Classify> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(CLASSIFY))
}

fn categories_file() -> &'static CategoriesFile {
    static ALL: OnceLock<CategoriesFile> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(CATEGORIES))
}

fn procedures() -> &'static ProceduresFile {
    static ALL: OnceLock<ProceduresFile> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(PROCEDURES))
}

/// What follows from the procedures of Art. 32, from `checklists/law/procedures.yaml`.
pub fn particulars() -> &'static [Particular] {
    &procedures().particulars
}

/// The groups of facts, in the order in which they are asked.
pub fn groups() -> &'static [Group] {
    &classify().groups
}

/// The group with this name.
pub fn group(id: &str) -> Option<&'static Group> {
    groups().iter().find(|group| group.id.as_str() == id)
}

/// The categories of Annexes III and IV, from `checklists/law/categories.yaml`.
pub fn categories() -> &'static [Category] {
    &categories_file().categories
}

/// The category with this id.
pub fn category(id: &str) -> Option<&'static Category> {
    let mut all = categories().iter();
    all.find(|category| category.id.as_str() == id)
}

/// What the rules say under this name.
pub(super) fn pointer(id: &str) -> Option<&'static Pointer> {
    let mut all = classify().pointers.iter();
    all.find(|pointer| pointer.id.as_str() == id)
}

/// Every fact: those on scope, role and other acts, then those of the categories. Empty only if
/// the embedded files were broken, which a test excludes.
pub fn facts() -> &'static [Fact] {
    static ALL: OnceLock<Vec<Fact>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = classify().facts.clone();
        all.extend(categories().iter().flat_map(of_category));
        let shared = &categories_file().shared;
        all.extend(shared.iter().filter_map(|criterion| {
            criterion_fact(criterion.id.clone()?, &description_of(criterion), criterion)
        }));
        all
    })
}

/// Where the questions shared by several categories come from.
fn description_of(shared: &Criterion) -> Text {
    let id = shared.id.as_ref();
    let uses = |category: &&Category| {
        let criteria = category.variants.iter().flat_map(|variant| &variant.all);
        criteria.into_iter().any(|one| one.shared.as_ref() == id)
    };
    let first = categories().iter().find(uses);
    first
        .map(|category| category.description_at.clone())
        .unwrap_or_default()
}

fn of_category(category: &Category) -> Vec<Fact> {
    let core = &categories_file().core;
    let (ask, help) = match &category.core {
        Some(own) => (&own.ask, &own.help),
        None => (&core.ask, &core.help),
    };
    let article = match category.class {
        Class::Critical => "Art. 8(1)",
        _ => "Art. 7(1)",
    };
    let mut all: Vec<Fact> = Id::known(&category.core())
        .map(|id| Fact {
            id,
            group: CATEGORY.into(),
            citation: article.into(),
            is_trait: false,
            needs: None,
            short: category.short.clone(),
            ask: Text::from(format!(
                "{} ({}): {}",
                category.short, category.citation, ask
            )),
            help: help.clone(),
            if_yes: Text::from(format!(
                "Its core functionality is said to be that of {}.",
                category.citation
            )),
            if_no: Text::from(format!(
                "Its core functionality is said to be another than that of {}.",
                category.citation
            )),
            clarify: core.clarify.clone(),
            undecidable: false,
        })
        .into_iter()
        .collect();
    for criterion in category.variants.iter().flat_map(|variant| &variant.all) {
        let own = criterion
            .id
            .as_ref()
            .and_then(|_| Id::known(&category.fact_of(criterion)));
        if let Some(id) = own
            && all.iter().all(|fact| fact.id != id)
        {
            all.extend(criterion_fact(id, &category.description_at, criterion));
        }
    }
    all
}

fn criterion_fact(id: Id, at: &Text, criterion: &Criterion) -> Option<Fact> {
    Some(Fact {
        id,
        group: CATEGORY.into(),
        citation: at.clone(),
        is_trait: false,
        needs: None,
        short: Text::default(),
        ask: criterion.ask.clone(),
        help: criterion.help.clone(),
        if_yes: Text::default(),
        if_no: Text::default(),
        clarify: criterion.clarify.clone().unwrap_or_else(|| {
            "Compare the product with the technical description of the category.".into()
        }),
        undecidable: false,
    })
}

/// The group of the categories' facts, which stands in `categories.yaml`.
const CATEGORY: &str = "category";

/// The fact with this name.
pub fn fact(id: &str) -> Option<&'static Fact> {
    facts().iter().find(|fact| fact.id.as_str() == id)
}

/// The facts of a group, in their order.
pub fn facts_of<'a>(group: &'a str) -> impl Iterator<Item = &'static Fact> + 'a {
    facts().iter().filter(move |fact| fact.group.raw() == group)
}

/// The categories that share most telling words with `text`, best first; none where no word is
/// shared. A word that many categories share tells less. A help to look in the right place, never
/// a decision.
pub fn categories_near(text: &str) -> Vec<&'static Category> {
    let wanted = stems(text);
    let known: Vec<(BTreeSet<String>, BTreeSet<String>)> = categories()
        .iter()
        .map(|category| {
            let examples = category.examples.iter().map(Text::raw);
            let more: Vec<&str> = examples
                .chain([category.short.raw(), category.name.raw()])
                .collect();
            (stems(category.words.raw()), stems(&more.join(" ")))
        })
        .collect();
    let rarity = |word: &str| {
        let with = known
            .iter()
            .filter(|(words, more)| words.contains(word) || more.contains(word));
        1_000 / with.count().max(1)
    };
    let mut found: Vec<(usize, &Category)> = categories()
        .iter()
        .zip(&known)
        .map(|(category, (words, more))| {
            let score =
                wanted
                    .iter()
                    .map(|word| match (words.contains(word), more.contains(word)) {
                        (true, _) => 2 * rarity(word),
                        (false, true) => rarity(word),
                        (false, false) => 0,
                    });
            (score.sum(), category)
        })
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, category)| category).collect()
}

impl Category {
    /// Whether a core functionality, in the maker's words, is plainly named as this category is:
    /// its first noun phrase ends in such a name, as in `A router for homes`.
    pub(super) fn is_named_by(&self, core: &str) -> bool {
        const PHRASE_ENDS: [&str; 20] = [
            "and", "or", "for", "with", "to", "of", "by", "in", "on", "at", "from", "as", "that",
            "which", "who", "is", "are", "using", "via", "without",
        ];
        let core = core.to_lowercase();
        let first = core.trim().split(|c: char| ",.;:()/".contains(c)).next();
        let words = first
            .unwrap_or_default()
            .split(|c: char| !c.is_alphanumeric());
        let phrase: Vec<&str> = words
            .filter(|word| !word.is_empty())
            .take_while(|word| !PHRASE_ENDS.contains(word))
            .collect();
        let phrase = phrase.join(" ");
        let phrase = format!(" {}", phrase.strip_suffix('s').unwrap_or(&phrase));
        self.called
            .iter()
            .any(|name| phrase.ends_with(&format!(" {name}")))
    }
}

/// The words of a text without their endings; words that tell nothing are left out.
fn stems(text: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 24] = [
        "and",
        "the",
        "for",
        "with",
        "from",
        "that",
        "its",
        "are",
        "not",
        "other",
        "such",
        "into",
        "between",
        "products",
        "product",
        "software",
        "hardware",
        "including",
        "system",
        "systems",
        "device",
        "devices",
        "data",
        "uses",
    ];
    let lower = text.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2 && !EMPTY.contains(word));
    words
        .map(|word| {
            let ending = ["ing", "ers", "er", "es", "ed", "s"]
                .into_iter()
                .find(|ending| word.strip_suffix(ending).is_some_and(|stem| stem.len() > 2));
            let stem = ending
                .and_then(|ending| word.strip_suffix(ending))
                .unwrap_or(word);
            stem.strip_suffix('e')
                .filter(|stem| stem.len() > 2)
                .unwrap_or(stem)
                .to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole<T: serde::de::DeserializeOwned>(text: &str) {
        assert_eq!(yaml::read_embedded::<T>(text).err(), None);
    }

    #[test]
    fn the_embedded_files_are_whole() {
        whole::<Classify>(CLASSIFY);
        whole::<CategoriesFile>(CATEGORIES);
        whole::<ProceduresFile>(PROCEDURES);
    }

    /// Names lead somewhere, and no fact stands twice.
    #[test]
    fn names_lead_to_what_there_is() {
        let mut seen = BTreeSet::new();
        for fact in facts() {
            assert!(seen.insert(fact.id.as_str()), "{} stands twice", fact.id);
            let group_is_known = fact.group.raw() == CATEGORY || group(fact.group.raw()).is_some();
            assert!(group_is_known, "{}", fact.id);
            let needs = fact
                .needs
                .iter()
                .all(|first| super::fact(first.as_str()).is_some());
            assert!(needs, "{}", fact.id);
            let listed = group(fact.group.raw()).is_some_and(|group| group.choose.is_some());
            assert!(
                !listed || !fact.short.is_blank(),
                "{} has no words for a list",
                fact.id
            );
        }
        for category in categories() {
            let others = category
                .over
                .iter()
                .chain(&category.together)
                .chain(&category.see_also);
            for id in others {
                assert!(
                    super::category(id.as_str()).is_some(),
                    "{} names {id}",
                    category.id
                );
            }
            for criterion in category.variants.iter().flat_map(|variant| &variant.all) {
                let name = category.fact_of(criterion);
                let fact = super::fact(&name).unwrap_or_else(|| panic!("{name}"));
                assert!(!fact.ask.is_blank() && !fact.citation.is_blank(), "{name}");
            }
        }
    }

    #[test]
    fn procedures_are_read_from_a_line() {
        use Procedure::{A, BC, H, Scheme};
        let cases: [(&str, &[Procedure]); 9] = [
            ("A", &[A]),
            ("module a", &[A]),
            ("Modules B + C", &[BC]),
            ("H", &[H]),
            ("A and B+C: A for Part II", &[A, BC]),
            ("EUCC", &[Scheme]),
            ("B", &[]),
            ("a short note", &[]),
            ("full", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(Procedure::named(text), expected, "{text}");
        }
    }
}
