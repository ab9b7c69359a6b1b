//! README.md and CONTRIBUTING.md are true: their commands run, their tables and paths exist.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::Workplace;

fn repository(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn between<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<!-- {name} -->")).unwrap();
    rest.split_once(&format!("<!-- /{name} -->")).unwrap().0
}

#[cfg(unix)]
#[test]
fn the_guide_runs() {
    let readme = repository("README.md");
    let place = Workplace::empty();
    let binary = Path::new(env!("CARGO_BIN_EXE_cemark"))
        .parent()
        .unwrap()
        .to_owned();
    let path = std::env::join_paths(
        std::iter::once(binary).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let mut ran = 0;
    for line in between(&readme, "guide")
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
    {
        let (command, expected) = match line.split_once("# exit ") {
            Some((command, code)) => (command.trim(), code.trim().parse().unwrap()),
            None => (line, 0),
        };
        let mut shell = place.command(&[]);
        let output = {
            let mut sh = std::process::Command::new("sh");
            sh.args(["-c", command])
                .current_dir(place.path())
                .env_clear()
                .envs(
                    shell
                        .get_envs()
                        .filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned()))),
                );
            shell.stdin(std::process::Stdio::null());
            sh.env("PATH", &path).output().unwrap()
        };
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{command}\n{said}");
        ran += 1;
    }
    assert_eq!(ran, 29);
    for (id, verdict) in [
        ("annex-i.ii.5.policy", "conformant"),
        ("annex-i.i.2.b.reset", "gap"),
        ("annex-i.ii.2.separate-updates", "not-applicable"),
    ] {
        assert_eq!(place.verdict(id, None), verdict);
    }
    assert!(place.read("summary.html").contains("Desk Lamp"));
}

#[test]
fn the_picture_is_what_demo_prints() {
    let readme = repository("README.md");
    let place = Workplace::empty();
    let printed = place.expect(0, &["demo"]).stdout;
    let blocks: Vec<&str> = between(&readme, "picture")
        .split("```")
        .filter_map(|block| block.strip_prefix("text\n"))
        .collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(printed.contains(block), "{block}\n---\n{printed}");
    }
}

#[test]
fn the_tables_name_what_there_is() {
    let readme = repository("README.md");
    let rows = |heading: &str| -> BTreeSet<String> {
        let section = readme
            .split(heading)
            .nth(1)
            .unwrap()
            .split("\n### ")
            .next()
            .unwrap();
        section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .map(str::to_owned)
            .collect()
    };
    let place = Workplace::empty();
    let help = place.expect(0, &["--help"]).stdout;
    let commands: BTreeSet<String> = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .lines()
        .map_while(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect();
    assert_eq!(rows("### Commands"), commands);
    let verdicts = cemark::assessment::Verdict::ALL
        .iter()
        .map(|v| v.name().to_owned())
        .collect();
    assert_eq!(rows("### Verdicts"), verdicts);
}

#[test]
fn the_recipe_for_a_requirement_works_in_a_copy_of_the_data() {
    let contributing = repository("CONTRIBUTING.md");
    let block = between(&contributing, "recipe")
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("   ```")
        .next()
        .unwrap();
    let entry: String = block
        .lines()
        .map(|line| format!("  {}\n", line.strip_prefix("   ").unwrap_or(line)))
        .collect();
    let place = Workplace::product();
    // A copy of the data: the checklist under another name, with the new entry at its end.
    let copy = repository("checklists/annex-i.yaml")
        .replace("checklist: annex-i\n", "checklist: copy\n")
        + &entry;
    place.write("copy.yaml", copy).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [./copy.yaml]",
    );
    place.replace(
        "cemark.yaml",
        "stage: before-declaration",
        "stage: after-placing",
    );
    let lint = place.run(&["checklist", "lint", "copy.yaml"]);
    assert!(!lint.stdout.contains("art-13.9"), "{}", lint.stdout);
    let list = place.expect(0, &["checklist", "list"]).stdout;
    assert!(
        list.contains("Art. 13(9): Security updates stay available"),
        "{list}"
    );
    let check = place.expect(1, &["check"]).stdout;
    assert!(check.contains("Art. 13(9): kept"), "{check}");
    assert_eq!(place.requirement("art-13.9"), "open");
    place.expect(
        0,
        &[
            "answer",
            "art-13.9.kept",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    assert_eq!(place.requirement("art-13.9"), "conformant");
    for format in ["md", "html"] {
        let summary = place
            .expect(0, &["render", "summary", "--format", format])
            .stdout;
        assert!(
            summary.contains("Security updates stay available"),
            "{format}"
        );
    }
}

#[test]
fn every_path_that_the_papers_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for paper in ["CONTRIBUTING.md", "src/lib.rs"] {
        let text = repository(paper);
        for word in text.split('`').filter(|word| {
            ["src/", "checklists/", "templates/", "tests/"]
                .iter()
                .any(|start| word.starts_with(start))
                && !word.contains(' ')
        }) {
            assert!(root.join(word).exists(), "{paper} names {word}");
        }
    }
}

#[test]
fn the_house_on_one_page_is_the_house_on_disk() {
    let page = repository("src/lib.rs");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(root).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let name = name.trim_end_matches(".rs");
        if !["lib", "main"].contains(&name) {
            assert!(
                page.contains(&format!("[`{name}`]")),
                "src/lib.rs says nothing of {name}"
            );
        }
    }
}

#[test]
fn the_number_of_requirements_is_that_of_the_checklists() {
    let count: usize = cemark::checklist::EMBEDDED
        .iter()
        .map(|(name, _)| cemark::checklist::LoadedChecklist::embedded(name).unwrap())
        .map(|loaded| loaded.checklist.requirements.len())
        .sum();
    let readme = include_str!("../README.md");
    assert!(
        readme.contains(&format!("{count} requirements:")),
        "{count}"
    );
}
