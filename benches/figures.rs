//! The figures that the README quotes: whole processes and the SBOM reader beside a peer.
//!
//! `cargo bench` prints one table. Processor time is that of the child processes, as the kernel
//! counts it (Linux; elsewhere the column is empty).
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark that cannot run has to say so"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: u32 = 200;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    run(&["demo", "-q", "-o", demo.to_str().unwrap()]);
    let demo = demo.to_str().unwrap();
    println!(
        "{:<44} {:>10} {:>10} {:>12}",
        "whole process", "median", "slowest", "processor"
    );
    whole_process("cemark --version", &["--version"]);
    whole_process(
        "cemark check (demo, 220 components)",
        &["check", "--project", demo, "-q"],
    );
    whole_process("cemark status (demo)", &["status", "--project", demo]);
    whole_process(
        "cemark render summary (demo, HTML)",
        &["render", "summary", "--project", demo, "--format", "html"],
    );

    println!(
        "\n{:<44} {:>10} {:>10}",
        "reading an SBOM in one process", "median", "slowest"
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sbom/valid-bom-1.4.json");
    sbom(
        "CycloneDX's own valid-bom-1.4.json",
        &std::fs::read(file).unwrap(),
    );
    sbom("generated, 20 000 components", generated(20_000).as_bytes());
}

/// The same bytes by this reader, by cyclonedx-bom and by serde_json into a generic tree.
fn sbom(name: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    println!("{name}, {} kB", bytes.len() / 1000);
    in_process("  cemark: read and count", || {
        let sbom = cemark::sbom::read("bench", bytes).unwrap();
        assert!(cemark::sbom::count(&sbom).components > 0);
    });
    in_process("  cyclonedx-bom 0.8: parse", || {
        cyclonedx_bom::prelude::Bom::parse_from_json_v1_4(text.as_bytes()).unwrap();
    });
    in_process("  serde_json: generic tree, nothing counted", || {
        serde_json::from_str::<serde_json::Value>(text).unwrap();
    });
}

fn generated(components: usize) -> String {
    let component = |n: usize| {
        format!(
            r#"{{"type":"library","bom-ref":"r{n}","name":"component-{n}","version":"1.{n}","purl":"pkg:generic/component-{n}@1.{n}","licenses":[{{"license":{{"id":"MIT"}}}}]}}"#
        )
    };
    let list: Vec<_> = (0..components).map(component).collect();
    let edges: Vec<_> = (0..components)
        .map(|n| {
            format!(
                r#"{{"ref":"r{n}","dependsOn":["r{}"]}}"#,
                (n * 7 + 1) % components
            )
        })
        .collect();
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.4","version":1,"components":[{}],"dependencies":[{}]}}"#,
        list.join(","),
        edges.join(",")
    )
}

fn run(args: &[&str]) {
    Command::new(env!("CARGO_BIN_EXE_cemark"))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
}

fn whole_process(name: &str, args: &[&str]) {
    run(args);
    let before = children();
    let times = times(|| run(args));
    let processor = before.zip(children()).map(|(a, b)| (b - a) / RUNS);
    let processor =
        processor.map_or_else(String::new, |t| format!("{:.1} ms", t.as_secs_f64() * 1e3));
    println!("{name:<44} {} {processor:>12}", row(&times));
}

fn in_process(name: &str, work: impl Fn()) {
    work();
    println!("{name:<44} {}", row(&times(work)));
}

fn times(work: impl Fn()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times
}

fn row(times: &[Duration]) -> String {
    let shown = |t: Duration| format!("{:.2} ms", t.as_secs_f64() * 1e3);
    format!(
        "{:>10} {:>10}",
        shown(times[times.len() / 2]),
        shown(times[times.len() - 1])
    )
}

/// Processor time of all children that have ended, from /proc (fields 16 and 17, 100 ticks a second).
fn children() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
