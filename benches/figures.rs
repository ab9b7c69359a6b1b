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

use cemark::checklist::Language;
use cemark::project::Root;
use cemark::questionnaire::full::{Face, Palette};
use cemark::questionnaire::{Event, Filter, Host, Questionnaire, Sitting};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

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

    questionnaire(Path::new(demo));

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

/// What a key takes, from the press to the drawn screen, with the demo's SBOM and 400 questions.
fn questionnaire(folder: &Path) {
    let mut list = String::from("checklist: many\nversion: 1.0.0\ntitle: Many\nrequirements:\n");
    let asked = |machine: &Questionnaire| machine.view().standing.items.len();
    let root = || Root::at(folder).unwrap();
    let (_, machine) = sitting(root());
    for n in asked(&machine)..400 {
        list.push_str(&format!(
            "  - id: many.p{n}\n    citation: Annex I, Part II, point 5\n    title: Point {n}\n    applies: {{roles: [manufacturer], when: always}}\n    phase: before-declaration\n    text: What has to be.\n    why: What happens otherwise.\n    questions:\n      - {{id: many.p{n}.one, basis: law, ask: Is {n} done?, yes-means: It is seen., evidence: [A report], fix: Do it., not-applicable: {{allowed: false}}}}\n"
        ));
    }
    std::fs::write(folder.join("many.yaml"), list).unwrap();
    let file = folder.join("cemark.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("  - annex-i\n", "  - annex-i\n  - ./many.yaml\n");
    std::fs::write(&file, text).unwrap();
    println!(
        "\n{:<44} {:>10} {:>10}",
        "questionnaire, 400 questions, 200x60", "median", "slowest"
    );
    let (mut sitting, mut machine) = sitting(root());
    assert_eq!(asked(&machine), 400);
    let mut face = Face::new(Palette { colours: true });
    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    let mut press = |name: &str, at_once: usize, keys: &mut dyn Iterator<Item = KeyCode>| {
        let times = times(|| {
            for _ in 0..at_once {
                let key = KeyEvent::new(keys.next().unwrap(), KeyModifiers::NONE);
                face.follow(&machine.view());
                for event in face.press(&machine.view(), key) {
                    sitting.take(&mut machine, event, &mut NoEditor);
                }
                face.follow(&machine.view());
                let view = machine.view();
                terminal.draw(|frame| face.draw(frame, &view)).unwrap();
            }
        });
        println!("{name:<44} {}", row(&times));
    };
    let letters = |text: &'static str| text.chars().cycle().map(KeyCode::Char);
    let next = KeyCode::Enter;
    press("  to the next question", 1, &mut std::iter::repeat(next));
    press("  a letter of a search", 1, &mut letters("/sbom update "));
    press("  back", 1, &mut std::iter::repeat(KeyCode::Esc));
    let note = std::iter::once(KeyCode::Char('n')).chain(letters("words "));
    press("  a letter of a note", 1, &mut { note });
    // The first saves the note that was written; each pair after it is an answer.
    let answers = [next, KeyCode::Char('n')].into_iter().cycle();
    press("  an answer given, saved and assessed", 2, &mut { answers });
}

struct NoEditor;

impl Host for NoEditor {
    fn edit(&mut self, _: &str) -> Event {
        Event::Skip
    }

    fn goes_on(&mut self, _: &str, _: u64) -> bool {
        true
    }
}

fn sitting(root: Root) -> (Sitting, Questionnaire) {
    let today = "2026-11-24".parse().unwrap();
    let mut sitting = Sitting::open(root, Language::En, today, "Ada Example", None).unwrap();
    let standing = sitting.standing();
    let machine = Questionnaire::new(
        standing,
        "Ada Example",
        Filter::default(),
        false,
        Default::default(),
    );
    (sitting, machine)
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

fn times(mut work: impl FnMut()) -> Vec<Duration> {
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
