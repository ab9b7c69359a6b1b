use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::sbom;

/// What can be seen in a folder without asking: proposals for cemark.yaml, never answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Name, and where it was seen.
    pub name: Option<(String, &'static str)>,
    /// Version, and where it was seen.
    pub version: Option<(String, &'static str)>,
    /// SBOMs that can be read, from the folder.
    pub sboms: Vec<String>,
    /// A disclosure policy file.
    pub policy: Option<String>,
}

/// Folders in which SBOMs are looked for.
const SBOM_FOLDERS: [&str; 7] = ["", "sbom", "sboms", "build", "dist", "target", "out"];
/// A file larger than this is not opened to see whether it is an SBOM.
const MAX_SNIFF: u64 = 64 * 1024 * 1024;

#[derive(Deserialize, Default)]
struct Named {
    name: Option<String>,
    version: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Manifest {
    package: Option<Named>,
    project: Option<Named>,
    workspace: Option<Workspace>,
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Workspace {
    package: Option<Named>,
}

#[derive(Deserialize)]
struct Tool {
    poetry: Option<Named>,
}

impl Manifest {
    /// The package of Cargo.toml; a version inherited from the workspace is taken from there,
    /// where the workspace is in the same file.
    fn cargo(self) -> Option<Named> {
        let inherited = self.workspace.and_then(|workspace| workspace.package);
        let inherited = inherited.unwrap_or_default();
        let own = self.package.unwrap_or_default();
        let own_version = own.version.filter(serde_json::Value::is_string);
        Some(Named {
            name: own.name,
            version: own_version.or(inherited.version),
        })
    }

    /// The project of pyproject.toml, else that of Poetry.
    fn python(self) -> Option<Named> {
        self.project.or(self.tool.and_then(|tool| tool.poetry))
    }
}

/// Looks at `folder`.
pub fn propose(folder: &Path) -> Proposal {
    let mut proposal = Proposal::default();
    let read = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).ok()?;
        Some(text.trim_start_matches('\u{FEFF}').to_owned())
    };
    let toml = |name| read(name).and_then(|text| toml::from_str::<Manifest>(&text).ok());
    let seen = [
        ("Cargo.toml", toml("Cargo.toml").and_then(Manifest::cargo)),
        (
            "package.json",
            read("package.json").and_then(|text| serde_json::from_str::<Named>(&text).ok()),
        ),
        (
            "pyproject.toml",
            toml("pyproject.toml").and_then(Manifest::python),
        ),
    ];
    for (file, named) in seen {
        let Some(named) = named else { continue };
        if proposal.name.is_none() {
            proposal.name = named.name.map(|name| (name, file));
        }
        if proposal.version.is_none() {
            // A version that is inherited from a workspace is a table, not text.
            proposal.version = named
                .version
                .and_then(|v| v.as_str().map(|v| (v.to_owned(), file)));
        }
    }
    for policy in [
        "SECURITY.md",
        ".github/SECURITY.md",
        "docs/SECURITY.md",
        "SECURITY.txt",
        "SECURITY.rst",
    ] {
        if proposal.policy.is_none() && folder.join(policy).is_file() {
            proposal.policy = Some(policy.to_owned());
        }
    }
    for sub in SBOM_FOLDERS {
        let Ok(entries) = fs::read_dir(folder.join(sub)) else {
            continue;
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.sort();
        for name in names {
            let path = if sub.is_empty() {
                name.clone()
            } else {
                format!("{sub}/{name}")
            };
            if looks_like_sbom(&name) && is_sbom(&folder.join(&path)) {
                proposal.sboms.push(path);
            }
        }
    }
    proposal
}

fn looks_like_sbom(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".json")
        && (name.contains("bom") || name.contains(".cdx.") || name.contains("cyclonedx"))
}

fn is_sbom(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() <= MAX_SNIFF)
        && fs::read(path).is_ok_and(|bytes| sbom::read(&path.to_string_lossy(), &bytes).is_ok())
}
