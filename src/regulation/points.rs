use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::{POINTS, Phase, Role};
use crate::text::Text;
use crate::values::{Date, Id};
use crate::yaml;

/// A point of the Act that a checklist may cite or feed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Point {
    /// Its id, which follows the Act: `annex-i.i.2.c`.
    pub id: Id,
    /// Its citation in the one form used everywhere.
    pub citation: Text,
    /// A short title in our words.
    pub title: Text,
    /// When it has to be met.
    pub phase: Phase,
    /// What the point asks for that can be answered apart: last words of question ids.
    #[serde(default)]
    pub parts: Vec<Id>,
    /// The day from which it applies, whatever is placed when; without it the main date and Art. 69(2) decide.
    #[serde(default)]
    pub applies_from: Option<Date>,
    /// Whom it binds.
    #[serde(default = "manufacturer")]
    pub roles: Vec<Role>,
    /// It allows something and asks for nothing: it is offered, never demanded.
    #[serde(default)]
    pub permission: bool,
    /// Why it is explained and not asked: it is addressed to someone else, or says what another point asks.
    pub explain: Option<Text>,
}

fn manufacturer() -> Vec<Role> {
    vec![Role::Manufacturer]
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PointsFile {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Date,
    points: Vec<Point>,
}

/// The day from which the point with this id or citation applies whatever is placed when:
/// Art. 14, by Art. 71(2) and 69(3).
pub fn applies_from(id: &Id, citation: &Text) -> Option<Date> {
    point(id, citation).and_then(|point| point.applies_from)
}

/// The point with this id or citation.
pub fn point(id: &Id, citation: &Text) -> Option<&'static Point> {
    points()
        .iter()
        .find(|point| point.id == *id || point.citation == *citation)
}

/// The points of the Act, from `checklists/law/points.yaml`. Empty only if the embedded file
/// were broken, which a test excludes.
pub fn points() -> &'static [Point] {
    static ALL: OnceLock<Vec<Point>> = OnceLock::new();
    ALL.get_or_init(|| {
        yaml::parse(POINTS)
            .ok()
            .and_then(|tree| yaml::read::<PointsFile>(&tree).ok())
            .map(|file| file.points)
            .unwrap_or_default()
    })
}
