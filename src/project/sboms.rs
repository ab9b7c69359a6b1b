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

/// Largest SBOM that is read, in bytes.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

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
        let mut bytes = Vec::new();
        let read =
            std::fs::File::open(&file).and_then(|f| f.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            return missing(error.to_string());
        }
        let state = if bytes.len() as u64 > MAX_BYTES {
            SbomState::Broken(format!("it is larger than {MAX_BYTES} bytes"))
        } else {
            match sbom::read(path.raw(), &bytes) {
                Ok(sbom) => SbomState::Read(Box::new(sbom)),
                Err(error @ ReadError::Unsupported { .. }) => {
                    SbomState::Unsupported(error.to_string())
                }
                Err(error) => SbomState::Broken(error.to_string()),
            }
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
