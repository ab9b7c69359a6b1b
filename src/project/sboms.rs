use std::io::Read;
use std::path::PathBuf;

use super::root::RootError;
use crate::sbom::{self, ReadError, Sbom};
use crate::text::Text;
use crate::values::Sha256;

/// An SBOM that cemark.yaml names, and what became of reading it.
#[derive(Debug)]
pub struct SbomInput {
    /// Its path, as cemark.yaml writes it.
    pub path: Text,
    /// Digest of the file as it is, if it could be read.
    pub sha256: Option<Sha256>,
    /// What is in it.
    pub state: SbomState,
}

/// What became of reading an SBOM.
#[derive(Debug)]
pub enum SbomState {
    /// Read.
    Read(Box<Sbom>),
    /// There, in a format that is known and not read by this version.
    Unsupported(String),
    /// There, and no SBOM that can be read.
    Broken(String),
    /// Not there.
    Missing(String),
}

/// Reads at most one byte more than `most`, of which `expected` are likely to come: a pipe or device
/// does not say how many do.
///
/// # Errors
/// Those of the reader; out of memory where there is not enough for it.
pub fn read_bounded(reader: impl Read, expected: u64, most: usize) -> std::io::Result<Vec<u8>> {
    let out_of_memory = |_| std::io::Error::from(std::io::ErrorKind::OutOfMemory);
    let mut reader = reader.take(most as u64 + 1);
    let mut bytes = Vec::new();
    let expected = usize::try_from(expected).unwrap_or(most).min(most) + 1;
    bytes.try_reserve_exact(expected).map_err(out_of_memory)?;
    // It asks for memory with care, too.
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl SbomInput {
    /// Reads the SBOM behind a path that was resolved.
    pub fn read(path: Text, resolved: Result<PathBuf, RootError>) -> Self {
        let missing = |why: String| SbomInput {
            path: path.clone(),
            sha256: None,
            state: SbomState::Missing(why),
        };
        let file = match resolved {
            Ok(file) => file,
            Err(RootError::Unreadable { why, .. }) => return missing(why),
            Err(error) => return missing(error.to_string()),
        };
        let read = std::fs::File::open(&file).and_then(|file| {
            let expected = file.metadata()?.len();
            read_bounded(file, expected, sbom::MAX_BYTES)
        });
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => return missing(error.to_string()),
        };
        let state = match sbom::read(path.raw(), &bytes) {
            Ok(sbom) => SbomState::Read(Box::new(sbom)),
            Err(error @ ReadError::Unsupported { .. }) => SbomState::Unsupported(error.to_string()),
            Err(error) => SbomState::Broken(error.to_string()),
        };
        SbomInput {
            sha256: Some(Sha256::of(&bytes)),
            path,
            state,
        }
    }

    /// The SBOM, if it was read.
    pub fn sbom(&self) -> Option<&Sbom> {
        match &self.state {
            SbomState::Read(sbom) => Some(sbom),
            _ => None,
        }
    }
}
