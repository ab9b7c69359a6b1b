//! Writing files whole or not at all, one process at a time.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Keeps two processes from writing at the same time.
pub(crate) struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

impl Lock {
    /// Waits until nobody else writes below the folder `cemark` of the project.
    pub(crate) fn take(cemark: &Path) -> std::io::Result<Self> {
        let private = cemark.join("private");
        fs::create_dir_all(&private)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(private.join(".lock"))?;
        file.lock()?;
        Ok(Self(file))
    }
}

/// Writes `bytes` to `path` whole or not at all: a temporary file beside it, flushed to disk,
/// takes its place in one step. Missing folders are made. A device or pipe is written to as it is.
///
/// # Errors
/// The system's; the old file then stands as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Taking the place of /dev/null would break every other program of the machine.
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    // A link stays a link: what it leads to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    // Created like any other file, so that the umask decides who may read it.
    let mut temporary = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .make_in(folder, |path| {
            OpenOptions::new().write(true).create_new(true).open(path)
        })?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    if let Ok(metadata) = fs::metadata(&path) {
        fs::set_permissions(temporary.path(), metadata.permissions())?;
    }
    temporary.persist(&path).map_err(|error| error.error)?;
    // The rename itself must reach the disk; Windows offers no such call for folders.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Takes away temporary files that a killed process left beside `file`; the lock is held, so
/// nobody writes there now.
pub(super) fn remove_leftovers(file: &Path) {
    let Some(entries) = file.parent().and_then(|folder| fs::read_dir(folder).ok()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let random = name.strip_prefix(TEMPORARY).unwrap_or_default();
        if random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            // One that cannot be removed harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// How the names of temporary files begin.
const TEMPORARY: &str = ".cemark-";
