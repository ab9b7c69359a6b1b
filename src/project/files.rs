use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use sha2::Digest;

use super::root::{Root, RootError};
use crate::values::Sha256;

/// What stands behind a path that the maker names as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// A file or folder with this digest.
    Present(Sha256),
    /// It cannot count, for this reason.
    Refused(String),
}

/// Told how many bytes were read since it was told last; false stops the reading.
pub type Watch<'a> = &'a mut dyn FnMut(u64) -> bool;

/// The states of all paths that a project names, looked at once.
#[derive(Debug, Clone, Default)]
pub struct Files {
    states: BTreeMap<String, FileState>,
}

impl Files {
    /// Looks at `path` unless that was done before.
    pub fn look(&mut self, root: &Root, path: &str) {
        if !self.states.contains_key(path) {
            self.states
                .insert(path.to_owned(), state(root, path, &mut |_| true));
        }
    }

    /// Takes over that `path` has this digest now.
    pub fn know(&mut self, path: &str, sha256: Sha256) {
        self.states
            .insert(path.to_owned(), FileState::Present(sha256));
    }

    /// Looks at `path` as it is now. `watch` is told the bytes of each chunk that is read; where it
    /// says false, the look ends there and counts for nothing.
    pub fn look_again(&mut self, root: &Root, path: &str, watch: Watch<'_>) {
        self.states
            .insert(path.to_owned(), state(root, path, watch));
    }

    /// Notes that `path` cannot count, for this reason.
    pub(super) fn refuse(&mut self, path: &str, why: &str) {
        self.states
            .insert(path.to_owned(), FileState::Refused(why.to_owned()));
    }

    /// The state of a path that was looked at.
    pub fn get(&self, path: &str) -> Option<&FileState> {
        self.states.get(path)
    }

    /// A set of states made by hand, for tests and tools that look elsewhere.
    pub fn from_states(states: impl IntoIterator<Item = (String, FileState)>) -> Self {
        Self {
            states: states.into_iter().collect(),
        }
    }
}

/// What cemark or Git wrote itself says nothing about the product.
const OWN: [&str; 5] = [
    "cemark.yaml",
    "cemark-out",
    ".git",
    "cemark/answers",
    "cemark/private",
];

/// Why what lies there, links resolved, is no evidence.
fn refused_place(root: &Root, real: &Path) -> Option<String> {
    let home = root.folder.canonicalize().ok()?;
    if *real == home {
        return Some("this is the whole project; name the file or folder that shows it".to_owned());
    }
    let inside = real.strip_prefix(&home).unwrap_or(real);
    let own = OWN.iter().find(|own| inside.starts_with(own));
    let git = real.iter().any(|part| part == ".git").then_some(&".git");
    own.or(git)
        .map(|own| format!("`{own}` is kept by cemark or Git and is no evidence about the product"))
}

fn state(root: &Root, path: &str, watch: Watch<'_>) -> FileState {
    let real = match root.resolve(path) {
        Ok(real) => real,
        Err(RootError::Unreadable { why, .. }) => return FileState::Refused(why),
        Err(error) => return FileState::Refused(error.to_string()),
    };
    if let Some(why) = refused_place(root, &real) {
        return FileState::Refused(why);
    }
    match digest(&real, watch) {
        Ok(sha256) => FileState::Present(sha256),
        Err(why) => FileState::Refused(why),
    }
}

/// SHA-256 of a file or folder. Text (valid UTF-8 without NUL) is hashed with CRLF as LF, so
/// that a checkout on another system has the same digest; all else as it is. A folder's digest
/// is that of its sorted manifest, one line `DIGEST  PATH` a file.
fn digest(path: &Path, watch: Watch<'_>) -> Result<Sha256, String> {
    let metadata = fs::symlink_metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        let mut manifest = Vec::new();
        walk(path, "", &mut manifest, 0, watch)?;
        if manifest.is_empty() {
            return Err("the folder holds no file".to_owned());
        }
        if manifest
            .iter()
            .all(|(_, digest)| *digest == Sha256::of(b""))
        {
            return Err("all files in the folder are empty, so it shows nothing".to_owned());
        }
        manifest.sort();
        let lines: String = manifest
            .iter()
            .map(|(name, digest)| format!("{digest}  {name}\n"))
            .collect();
        return Ok(Sha256::of(lines.as_bytes()));
    }
    let shown = file_digest(path, watch)?;
    shown.ok_or_else(|| "the file is empty, so it shows nothing".to_owned())
}

/// SHA-256 of a file; `None` when nothing but white space is in it.
fn file_digest(path: &Path, watch: Watch<'_>) -> Result<Option<Sha256>, String> {
    let metadata = fs::symlink_metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is neither a file nor a folder".to_owned());
    }
    let text = is_text(path, watch)?;
    let mut blank = true;
    let mut hasher = sha2::Sha256::new();
    let mut pending_cr = false;
    let mut first = true;
    each_chunk(path, |chunk| {
        if !watch(chunk.len() as u64) {
            return Err(STOPPED.to_owned());
        }
        if first && chunk.starts_with(b"version https://git-lfs.github.com/spec/") {
            return Err(
                "it is a Git LFS pointer, not the file itself; run `git lfs pull`".to_owned(),
            );
        }
        first = false;
        let shown = chunk.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(chunk);
        blank = blank && shown.iter().all(u8::is_ascii_whitespace);
        if !text {
            hasher.update(chunk);
            return Ok(());
        }
        let mut out = Vec::with_capacity(chunk.len() + 1);
        for &byte in chunk {
            if pending_cr && byte != b'\n' {
                out.push(b'\r');
            }
            pending_cr = byte == b'\r';
            if !pending_cr {
                out.push(byte);
            }
        }
        hasher.update(&out);
        Ok(())
    })?;
    if pending_cr {
        hasher.update(b"\r");
    }
    let bytes: [u8; 32] = hasher.finalize().into();
    Ok((!blank).then(|| Sha256::from_bytes(bytes)))
}

/// Deepest folder and most files that evidence may have.
const MAX_DEPTH: usize = 32;
const MAX_FILES: usize = 20_000;

fn walk(
    folder: &Path,
    prefix: &str,
    manifest: &mut Vec<(String, Sha256)>,
    depth: usize,
    watch: Watch<'_>,
) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err(format!("the folder is more than {MAX_DEPTH} levels deep"));
    }
    for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|_| "a file name in it is not UTF-8".to_owned())?;
        let name = if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        };
        let kind = entry.file_type().map_err(|error| error.to_string())?;
        if kind.is_symlink() {
            return Err(format!(
                "`{}` in it is a link; evidence folders hold files only",
                crate::text::one_line(&name)
            ));
        }
        if kind.is_dir() {
            walk(&entry.path(), &name, manifest, depth + 1, watch)?;
        } else {
            if manifest.len() >= MAX_FILES {
                return Err(format!("the folder holds more than {MAX_FILES} files"));
            }
            let digest = file_digest(&entry.path(), watch)
                .map_err(|why| format!("`{}` in it: {why}", crate::text::one_line(&name)))?;
            // An empty file among others is part of what the folder shows.
            let digest = digest.unwrap_or_else(|| Sha256::of(b""));
            manifest.push((name, digest));
        }
    }
    Ok(())
}

fn each_chunk(
    path: &Path,
    mut take: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<(), String> {
    let mut reader = BufReader::new(File::open(path).map_err(|error| error.to_string())?);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = reader
            .read(&mut buffer)
            .map_err(|error| error.to_string())?;
        if read == 0 {
            return Ok(());
        }
        take(&buffer[..read])?;
    }
}

const STOPPED: &str = "stopped before its digest was taken";

/// Valid UTF-8 without NUL, read in chunks so that a large image costs no memory. `watch` is told
/// of each chunk, but not of its bytes, which are still to be hashed.
fn is_text(path: &Path, watch: Watch<'_>) -> Result<bool, String> {
    let mut carry: Vec<u8> = Vec::new();
    let mut text = true;
    let read = each_chunk(path, |chunk| {
        if !watch(0) {
            return Err(STOPPED.to_owned());
        }
        carry.extend_from_slice(chunk);
        if chunk.contains(&0) {
            text = false;
            return Err(String::new());
        }
        match std::str::from_utf8(&carry) {
            Ok(_) => carry.clear(),
            Err(error) if error.error_len().is_none() => {
                carry.drain(..error.valid_up_to());
            }
            Err(_) => {
                text = false;
                return Err(String::new());
            }
        }
        Ok(())
    });
    match read {
        Err(why) if !why.is_empty() => Err(why),
        _ => Ok(text && carry.is_empty()),
    }
}
