//! Search over ids, titles and texts of the questions.

use std::cmp::Reverse;

use frizbee::{Config, Matcher};

use super::filter::{Choice, Pick};
use super::item::Item;
use crate::text::one_line;

/// Most results that are shown.
const MAX_RESULTS: usize = 50;

/// The questions that fit what is searched for, best first: those that ask for it word by word;
/// those whose id or title fits letter by letter, in order, with gaps; then those in whose other
/// texts every word stands.
pub(super) fn find(items: &[Item], query: &str) -> Vec<Choice> {
    let query = query.trim();
    if query.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = items.iter().map(name).collect();
    let found = Matcher::from_query(&literal(query), &Config::default()).match_list(&names);
    let best = found.iter().map(|one| one.score).max().unwrap_or_default();
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let has_all = |text: String| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut order: Vec<(usize, (bool, u16))> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mut own = found.iter().filter(|one| one.index as usize == index);
        // Letters that only happen to stand somewhere are no find.
        let score = own
            .next()
            .map(|one| one.score)
            .filter(|score| *score >= best / 3 * 2);
        let asks = has_all(ask(item));
        if score.is_some() || asks || has_all(text(item)) {
            order.push((index, (asks, score.unwrap_or_default())));
        }
    }
    order.sort_by_key(|(_, rank)| Reverse(*rank));
    let choices = order
        .into_iter()
        .take(MAX_RESULTS)
        .filter_map(|(index, _)| {
            let item = items.get(index)?;
            Some(Choice {
                label: item.id().to_string(),
                detail: format!("{}: {}", item.verdict.name(), ask(item)),
                is_on: false,
                pick: Pick::Question(item.id().clone()),
            })
        });
    choices.collect()
}

fn name(item: &Item) -> String {
    format!(
        "{} {} {}",
        item.id(),
        item.requirement.citation,
        item.requirement.title
    )
}

fn ask(item: &Item) -> String {
    item.question
        .ask
        .as_ref()
        .map(|ask| one_line(&ask.to_string()))
        .unwrap_or_default()
}

fn text(item: &Item) -> String {
    let notes = item
        .answer
        .iter()
        .flat_map(|a| [&a.notes, &a.justification]);
    let texts = item.question.texts().chain(notes.flatten());
    let texts = texts.chain([&item.requirement.text, &item.requirement.why]);
    let texts: Vec<String> = texts.map(ToString::to_string).collect();
    format!("{} {}", name(item), texts.join(" "))
}

/// The query without the signs that mean something to the matcher.
fn literal(query: &str) -> String {
    let words = query.split_whitespace();
    let words = words.map(|word| {
        word.trim_start_matches(['\'', '^', '!'])
            .trim_end_matches('$')
    });
    words.collect::<Vec<_>>().join(" ")
}
