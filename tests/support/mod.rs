//! A product's folder in which `cemark` runs as from a terminal: clean environment, fixed day.

#[cfg(unix)]
pub mod svg;
#[cfg(unix)]
pub mod window;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with a product.
pub struct Workplace {
    folder: TempDir,
}

/// What a run of `cemark` came to.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A text as if its lines had no end: what it says, whatever the width.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Workplace {
    /// An empty folder.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::Builder::new()
                .prefix("product")
                .tempdir()
                .unwrap(),
        }
    }

    /// A product whose cemark.yaml is complete and whose machine checks all pass.
    pub fn product() -> Self {
        let place = Self::empty();
        place.write("cemark.yaml", COMPLETE);
        place.write("bom.json", SBOM);
        place.write(
            "SECURITY.md",
            "# Reporting\n\nWrite to security@example.com.\n",
        );
        place.write("docs/report.md", "Tested on 2026-11-01, all well.\n");
        place
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let file = self.file(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn replace(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not hold {from:?}");
        self.write(name, text.replace(from, to))
    }

    /// The command, ready to run in this folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cemark"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("SOURCE_DATE_EPOCH", "1795478400"); // 2026-11-24
        command.env("CEMARK_AUTHOR", "Ada Example");
        command.env("HOME", self.path());
        command
    }

    /// Runs `cemark` with these arguments.
    pub fn run(&self, args: &[&str]) -> Run {
        self.told(self.command(args).output().unwrap())
    }

    /// Runs with `lines` on standard input.
    pub fn typed(&self, args: &[&str], lines: &str) -> Run {
        let mut command = self.command(args);
        let command = command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // It may leave before it has read all.
        let _ = std::io::Write::write_all(&mut stdin, lines.as_bytes());
        drop(stdin);
        self.told(child.wait_with_output().unwrap())
    }

    fn told(&self, output: std::process::Output) -> Run {
        let place = self.path().canonicalize().unwrap();
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            text.replace(place.to_str().unwrap(), "[PRODUCT]")
                .replace(self.path().to_str().unwrap(), "[PRODUCT]")
        };
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs `cemark` and expects this exit code.
    pub fn expect(&self, code: i32, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(
            run.code, code,
            "cemark {args:?}\n{}\n{}",
            run.stdout, run.stderr
        );
        run
    }

    /// The json of `check`, whatever the gate says.
    pub fn check(&self) -> serde_json::Value {
        self.check_with(&[])
    }

    /// The json of `check` with further arguments.
    pub fn check_with(&self, args: &[&str]) -> serde_json::Value {
        let run = self.run(&[&["check", "--format", "json"], args].concat());
        assert!(run.code < 2, "{}", run.stderr);
        serde_json::from_str(&run.stdout).unwrap()
    }

    /// The verdict of a question; with `part`, of that part.
    pub fn verdict(&self, question: &str, part: Option<&str>) -> String {
        let report = self.check();
        let questions = report["questions"].as_array().unwrap();
        let found: Vec<_> = questions
            .iter()
            .filter(|q| q["id"] == question && (part.is_none() || q["part"].as_str() == part))
            .collect();
        assert_eq!(found.len(), 1, "{question} {part:?}");
        found[0]["verdict"].as_str().unwrap().to_owned()
    }

    /// The verdict of a requirement.
    pub fn requirement(&self, id: &str) -> String {
        let report = self.check();
        let found = report["requirements"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["id"] == id)
            .unwrap()
            .clone();
        found["verdict"].as_str().unwrap().to_owned()
    }

    /// Ids of the findings.
    pub fn findings(&self) -> Vec<String> {
        let report = self.check();
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// A pseudo-terminal in which `command` runs.
#[cfg(unix)]
pub fn terminal(mut command: Command) -> expectrl::session::OsSession {
    command.stdin(Stdio::inherit());
    let mut session = expectrl::Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(std::time::Duration::from_secs(20)));
    session
}

/// The question with this id in the json of `check`.
pub fn question(report: &serde_json::Value, id: &str) -> serde_json::Value {
    let questions = report["questions"].as_array().unwrap();
    questions
        .iter()
        .find(|q| q["id"] == id)
        .unwrap_or_else(|| panic!("{id}"))
        .clone()
}

/// The first finding with this id in the json of `check`.
pub fn finding(report: &serde_json::Value, id: &str) -> serde_json::Value {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .find(|f| f["id"] == id)
        .unwrap_or_else(|| panic!("{id}"))
        .clone()
}

/// A cemark.yaml with every value given.
pub const COMPLETE: &str = r#"# The product.
cemark: 1
product:
  name: Sensor
  version: 1.0.0
  type: S-1
  intended-purpose: Measures the temperature of a room
parts: {device: The sensor, app: The phone app}
manufacturer:
  name: Example Devices
  address: Street 1, Leuven
  contact: info@example.com
role: manufacturer
traits:
  hardware: true
  software: true
placing: {first: 2028-01-15, last-planned: 2030-12-31}
support: {expected-use: 7 years, period: 7 years, end: 2037-12}
vulnerability-handling:
  contact: security@example.com
  disclosure-policy: SECURITY.md
stage: before-declaration
inputs: {sbom: [bom.json]}
checklists: [annex-i]
"#;

/// An SBOM with one direct dependency.
pub const SBOM: &str = r#"{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "Sensor", "version": "1.0.0"}},
  "components": [
    {"type": "library", "bom-ref": "a", "name": "mbedtls", "version": "3.6.2"},
    {"type": "library", "bom-ref": "b", "name": "lwip", "version": "2.2.0"}
  ],
  "dependencies": [{"ref": "root", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b"]}]
}
"#;
