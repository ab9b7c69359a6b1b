use std::fs;
use std::path::{Path, PathBuf};

use super::answers::{Evidence, is_url};
use super::files::{FileState, Files, Watch};
use super::root::Root;
use crate::text::{Text, one_line};
use crate::values::{Date, Sha256};

/// Looks at a path (from the current folder, else from the project's) or takes a URL.
///
/// # Errors
/// Why it is no evidence, in words.
pub fn find_evidence(
    root: &Root,
    source: &str,
    today: Date,
    valid_until: Option<Date>,
) -> Result<Evidence, String> {
    find_evidence_watched(root, source, today, valid_until, &mut |_| true)
}

/// The same, with `watch` told how the reading goes on; where it says false, the reading ends.
///
/// # Errors
/// Why it is no evidence, in words.
pub fn find_evidence_watched(
    root: &Root,
    source: &str,
    today: Date,
    valid_until: Option<Date>,
    watch: Watch<'_>,
) -> Result<Evidence, String> {
    if source.trim().is_empty() {
        return Err("evidence is empty; name a file or folder of the project, or a URL".to_owned());
    }
    if is_url(source) {
        if holds_credentials(source) {
            return Err(
                "the address holds a name or password before its host; record it without, since answers are read by others"
                    .to_owned(),
            );
        }
        return Ok(Evidence {
            url: Some(Text::from(source)),
            path: None,
            sha256: None,
            date: today,
            valid_until,
        });
    }
    let shown = one_line(source);
    if source.contains("://") {
        if source.trim_end_matches('/').ends_with(':') {
            return Err(format!("evidence `{shown}` names no host"));
        }
        if source.contains(char::is_whitespace) {
            return Err(format!("evidence `{shown}`: an address has no blanks"));
        }
        return Err(format!(
            "evidence `{shown}`: only addresses with http:// or https:// are recorded"
        ));
    }
    let path = written(root, source)?;
    let sha256 = digest(root, &path, watch).map_err(|why| format!("evidence `{shown}`: {why}"))?;
    Ok(Evidence {
        path: Some(Text::from(path)),
        url: None,
        sha256: Some(sha256),
        date: today,
        valid_until,
    })
}

/// Looks again at what is recorded: as it is today, with its last day while that has not passed.
///
/// # Errors
/// Why it can no longer count, in words.
pub fn look_at_recorded(
    root: &Root,
    recorded: &Evidence,
    today: Date,
    watch: Watch<'_>,
) -> Result<Evidence, String> {
    let mut again = Evidence {
        date: today,
        valid_until: None,
        ..recorded.clone()
    };
    again.keep_last_day(recorded);
    if let Some(path) = &recorded.path {
        again.sha256 = Some(digest(root, path.raw(), watch)?);
    }
    Ok(again)
}

/// A path as the project's files write it: given from the current folder, else from the project's.
fn written(root: &Root, source: &str) -> Result<String, String> {
    let here = Path::new(source);
    match here.exists() {
        true => root.relative(here).map_err(|error| error.to_string()),
        false => Ok(source.to_owned()),
    }
}

/// The digest of what stands behind a path of the project, or why it cannot count.
fn digest(root: &Root, path: &str, watch: Watch<'_>) -> Result<Sha256, String> {
    let mut files = Files::default();
    files.look_again(root, path, watch);
    match files.get(path) {
        Some(FileState::Present(sha256)) => Ok(*sha256),
        Some(FileState::Refused(why)) => Err(why.clone()),
        None => Err("it was not looked at".to_owned()),
    }
}

/// `SOURCE until DAY`: the source and the words for its last day.
pub fn split_until(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(" until ") {
        Some((source, day)) => (source.trim(), Some(day.trim())),
        None => (text.trim(), None),
    }
}

/// Whether something stands before the host of an address: `https://name:password@host/`.
fn holds_credentials(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#'])
        .next()
        .is_some_and(|host| host.contains('@'))
}

/// What stands behind the beginning of a path or an address, while it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What was written.
    pub written: String,
    /// How it may go on: whole paths, those of folders with a slash at their end.
    pub further: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// What is there: type, size and digest, or that it is an address.
    pub is: Option<String>,
}

/// Most ways to go on that are listed.
const MAX_FURTHER: usize = 200;
/// Largest file whose digest is worth waiting for while a person is writing, in bytes.
const QUICK_BYTES: u64 = 16 * 1024 * 1024;

/// Looks at what is `written` so far: nothing is recorded, no address opened.
pub fn look_at(root: &Root, written: &str) -> Look {
    let (source, _) = split_until(written);
    if source.contains("://") {
        let is = match is_url(source) {
            true if holds_credentials(source) => {
                "an address with a name or password before its host: not recorded so"
            }
            true => {
                "an address: recorded, never opened; counts for 12 months, or until the day given with `until`"
            }
            false => "no address yet: http:// or https:// and a host",
        };
        return Look {
            written: written.to_owned(),
            is: Some(is.to_owned()),
            ..Look::default()
        };
    }
    let (mut further, more) = further(root, source);
    further.sort();
    Look {
        written: written.to_owned(),
        is: Some(source)
            .filter(|s| !s.is_empty())
            .and_then(|source| what_it_is(root, source, None)),
        further,
        more,
    }
}

/// Where a path leads: from the current folder, else from the project's.
fn place(root: &Root, source: &str) -> PathBuf {
    let here = Path::new(source);
    match here.exists() {
        true => here.to_path_buf(),
        false => root.folder.join(source),
    }
}

fn further(root: &Root, source: &str) -> (Vec<String>, usize) {
    let (folder, begun) = source
        .rsplit_once('/')
        .map_or(("", source), |(f, b)| (f, b));
    let shown = |name: &str| match source.contains('/') {
        true => format!("{folder}/{name}"),
        false => name.to_owned(),
    };
    let place = match folder {
        "" if source.starts_with('/') => return (Vec::new(), 0),
        "" => PathBuf::from("."),
        folder => place(root, folder),
    };
    if !folder.is_empty() && root.relative(&place).is_err() {
        return (Vec::new(), 0);
    }
    let mut all = Vec::new();
    let mut more = 0;
    for place in [Some(place), folder.is_empty().then(|| root.folder.clone())]
        .into_iter()
        .flatten()
    {
        for entry in fs::read_dir(place).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // Hidden names only for who begins one.
            let hidden = name.starts_with('.') && !begun.starts_with('.');
            if hidden || !name.to_lowercase().starts_with(&begun.to_lowercase()) {
                continue;
            }
            let slash = if entry.path().is_dir() { "/" } else { "" };
            let whole = shown(&format!("{name}{slash}"));
            if all.contains(&whole) {
                continue;
            }
            match all.len() < MAX_FURTHER {
                true => all.push(whole),
                false => more += 1,
            }
        }
    }
    (all, more)
}

/// Type, size and digest of the file or folder that is there, or why it cannot count; none where
/// nothing is. A digest that is `known` is not taken again.
pub fn what_it_is(root: &Root, source: &str, known: Option<Sha256>) -> Option<String> {
    let place = place(root, source);
    let metadata = fs::metadata(&place).ok()?;
    if let Err(error) = root.relative(&place) {
        return Some(error.to_string());
    }
    let size = crate::text::bytes(metadata.len());
    if metadata.is_dir() {
        let count = fs::read_dir(&place).map_or(0, Iterator::count);
        return Some(format!(
            "a folder, {count} entries; Enter records all of it"
        ));
    }
    // What is no file may never end, or wait for ever.
    if !metadata.is_file() {
        return Some("neither a file nor a folder".to_owned());
    }
    let kind = kind(&place);
    if known.is_none() && metadata.len() > QUICK_BYTES {
        return Some(format!(
            "{kind}, {size}; its digest is taken when it is recorded"
        ));
    }
    let taken = || digest(root, &written(root, source)?, &mut |_| true);
    Some(match known.map_or_else(taken, Ok) {
        Ok(sha256) => format!("{kind}, {size}, SHA-256 {}", sha256.short()),
        Err(why) => why,
    })
}

/// What a file is, by its first bytes, else by the end of its name.
fn kind(place: &Path) -> String {
    let mut head = [0; 8];
    let read = fs::File::open(place).and_then(|mut file| std::io::Read::read(&mut file, &mut head));
    let head = &head[..read.unwrap_or_default()];
    const BEGINNINGS: [(&[u8], &str); 7] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG image"),
        (b"\xFF\xD8\xFF", "JPEG image"),
        (b"PK\x03\x04", "ZIP archive or office document"),
        (b"\x1F\x8B", "gzip"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"\x7FELF", "ELF binary"),
    ];
    let known = BEGINNINGS.iter().find(|(bytes, _)| head.starts_with(bytes));
    if let Some((_, kind)) = known {
        return (*kind).to_owned();
    }
    match place.extension().and_then(|ending| ending.to_str()) {
        Some(ending) => format!(".{} file", one_line(ending)),
        None => "file".to_owned(),
    }
}
