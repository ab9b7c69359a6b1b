//! `status` and `explain` say a verdict the same way: a symbol with its word, at any width, on any
//! terminal; links lead to the law only where a terminal shows them.

use cemark::assessment::Verdict;
use cemark::output::verdict_symbol;
use textwrap::core::display_width;

use crate::support::{Workplace, flat};

const LAW: &str = "https://eur-lex.europa.eu/eli/reg/2024/2847/oj";

/// The example product, with an own checklist whose citations are long, hostile or of another act.
fn demo() -> Workplace {
    let place = Workplace::empty();
    place.expect(0, &["demo", "-q"]);
    let requirement = |number: u8, citation: &str| {
        format!(
            "  - id: own.{number}\n    citation: {citation}\n    title: Own\n    applies: {{roles: [manufacturer], when: always}}\n    phase: after-placing\n    text: Own text.\n    why: Own why.\n    questions:\n      - {{id: own.{number}.a, basis: law, ask: Own?, yes-means: Own., evidence: [Own], fix: Own.}}\n"
        )
    };
    let own = "checklist: own\nversion: '1'\ntitle: Own\nrequirements:\n".to_owned()
        + &requirement(1, "Art. 3(3) of Directive 2014/53/EU")
        + &requirement(2, "\"House rule\\e]8;;http://example.com\\e\\\\ seven\"");
    place.write("cemark-demo/own.yaml", own);
    place.replace(
        "cemark-demo/cemark.yaml",
        "checklists:\n",
        "checklists:\n  - ./own.yaml\n",
    );
    place
}

fn in_demo<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &["--project", "cemark-demo"]].concat()
}

/// Without what styles and links a terminal.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// What `cemark` prints in a pseudo-terminal of so many columns.
#[cfg(unix)]
fn seen(place: &Workplace, args: &[&str], columns: usize, env: &[(&str, &str)]) -> String {
    use expectrl::Expect;
    let inner = place.command(args);
    let mut command = std::process::Command::new("sh");
    command
        // The pseudo-terminal gets its own size once the shell runs; ours comes after it.
        .args(["-c", r#"read -r _; stty rows 24 cols "$0" && exec "$@""#])
        .arg(columns.to_string())
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(place.path())
        .env_clear()
        .env("TERM", "xterm-256color");
    command.envs(
        inner
            .get_envs()
            .filter_map(|(key, value)| Some((key, value?))),
    );
    command.envs(env.iter().copied());
    let mut session = crate::support::terminal(command);
    session.send_line("").unwrap();
    let all = session.expect(expectrl::Eof).unwrap();
    let text = String::from_utf8(all.get(0).unwrap().to_vec()).unwrap();
    text.replace("\r\n", "\n")
}

/// `✗ gap`.
fn words(verdict: &str) -> String {
    let verdict = Verdict::ALL.into_iter().find(|v| v.name() == verdict);
    let verdict = verdict.unwrap();
    format!("{} {}", verdict_symbol(verdict), verdict.name())
}

fn report(place: &Workplace) -> serde_json::Value {
    let run = place.run(&in_demo(&["check", "--format", "json"]));
    serde_json::from_str(&run.stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn no_line_is_wider_than_the_terminal() {
    let place = demo();
    let mut checked = 0;
    for args in [
        &["status"][..],
        &["status", "--owner", "-"],
        &["explain", "annex-i.i.2.c"],
        &["explain", "annex-i.ii.2.remediation"],
        &["explain", "own.2"],
        &["explain", "sbom-top-level"],
        &["explain", "exclusions"],
        &["explain", "art-13.24"],
    ] {
        let args = in_demo(args);
        let mut texts = Vec::new();
        for columns in [40, 80, 200] {
            let shown = seen(&place, &args, columns, &[("FORCE_HYPERLINK", "1")]);
            let text = plain(&shown);
            // Longer lines than these are hard to read on any terminal.
            let limit = columns.min(100);
            for line in text.lines() {
                assert!(display_width(line) <= limit, "{args:?} {columns}: {line}");
                checked += 1;
            }
            // The page is used, too: it is no narrow page on a wide terminal.
            let longest = text.lines().map(display_width).max().unwrap();
            assert!(longest > limit / 2, "{args:?} {columns}: {longest}");
            texts.push(flat(&text));
        }
        // Nothing is left out for want of room.
        if args[0] == "explain" || args[1] == "--owner" {
            assert_eq!(texts[0], texts[1], "{args:?}");
            assert_eq!(texts[1], texts[2], "{args:?}");
        }
    }
    assert!(checked > 300, "{checked}");
}

#[cfg(unix)]
#[test]
fn the_table_counts_each_verdict_in_symbol_and_word() {
    let place = demo();
    let verdicts = report(&place)["verdicts"].clone();
    let verdicts = verdicts.as_object().unwrap();
    let occurring = verdicts.iter().filter(|(_, count)| **count != 0);
    let items: Vec<String> = occurring
        .map(|(verdict, count)| format!("{} {count}", words(verdict)))
        .collect();
    assert!(items.len() >= 7, "{items:?}");
    let piped = place.expect(0, &in_demo(&["status"])).stdout;
    let mut texts = vec![piped];
    for columns in [40, 80, 200] {
        texts.push(plain(&seen(&place, &in_demo(&["status"]), columns, &[])));
    }
    for text in texts {
        let (_, total) = text.split_once("\nall").unwrap();
        let (total, _) = total.split_once("\n\n").unwrap();
        for item in &items {
            assert!(
                total.lines().any(|line| line.contains(item)),
                "{item}\n{text}"
            );
        }
        assert!(text.contains("questions open"), "{text}");
        // A symbol never stands without its word.
        for verdict in Verdict::ALL {
            let symbol = verdict_symbol(verdict);
            if !symbol.is_ascii() && symbol != "–" {
                let with_word = text.matches(&words(verdict.name())).count();
                assert_eq!(text.matches(symbol).count(), with_word, "{symbol}\n{text}");
            }
        }
    }
    let owner = place
        .expect(0, &in_demo(&["status", "--owner", "-"]))
        .stdout;
    assert!(
        owner.contains("\n  ✗ gap  annex-i.i.2.c.postponement, no date: "),
        "{owner}"
    );
    let check = place.expect(1, &in_demo(&["check"])).stdout;
    assert!(check.contains("\n  ✗ gap               1  #\n"), "{check}");
}

#[test]
fn it_tells_what_is_settled_in_words_and_phase_by_phase() {
    let place = demo();
    // What is asked of a maker who is an importer, too, has every phase.
    let all = Workplace::empty();
    all.expect(0, &["init", "--yes", "--role", "manufacturer,importer"]);
    let everything: serde_json::Value =
        serde_json::from_str(&all.run(&["check", "--format", "json"]).stdout).unwrap();
    let of_all = all.expect(0, &["status"]).stdout;
    for (report, text, phases) in [
        (
            report(&place),
            place.expect(0, &in_demo(&["status"])).stdout,
            2,
        ),
        (everything, of_all, 4),
    ] {
        let law = report["requirements"].as_array().unwrap().iter();
        let law: Vec<_> = law
            .filter(|r| r["basis"] == "law" && r["verdict"] != "out-of-scope")
            .collect();
        let settled = |phase: Option<&str>| {
            let of = law
                .iter()
                .filter(|r| phase.is_none_or(|phase| r["phase"] == phase));
            let done = of
                .clone()
                .filter(|r| r["verdict"] == "conformant" || r["verdict"] == "not-applicable");
            format!("{} of {}", done.count(), of.count())
        };
        let (_, progress) = text.split_once("\n\nsettled ").unwrap();
        let (progress, _) = progress.split_once("\n\n").unwrap();
        let mut lines = progress.lines();
        let first = lines.next().unwrap();
        let bar = first.strip_prefix(&settled(None)).unwrap_or_else(|| {
            panic!("{first}: {}", settled(None));
        });
        assert!(bar.trim().chars().all(|c| c == '█' || c == '░'), "{first}");
        assert_eq!(
            bar.contains('█'),
            !settled(None).starts_with("0 "),
            "{first}"
        );
        let expected: Vec<String> = [
            ("before-declaration", "before the declaration"),
            ("declaration", "with the declaration"),
            ("after-placing", "after placing on the market"),
            ("on-event", "on an event"),
        ]
        .into_iter()
        .map(|(phase, words)| format!("  {words} {}", settled(Some(phase))))
        .filter(|line| !line.ends_with(" of 0"))
        .collect();
        assert_eq!(expected.len(), phases);
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }
}

#[cfg(unix)]
#[test]
fn without_colours_there_is_no_escape_and_in_a_pipe_no_link() {
    let place = demo();
    for args in [&["status"][..], &["explain", "annex-i.ii.2"]] {
        let args = in_demo(args);
        let force = ("FORCE_HYPERLINK", "1");
        assert!(seen(&place, &args, 80, &[force]).contains("\u{1b}[48;5;124m"));
        let never = [&args[..], &["--color", "never"]].concat();
        let no_color = seen(&place, &args, 80, &[force, ("NO_COLOR", "1")]);
        for shown in [no_color, seen(&place, &never, 80, &[force])] {
            assert!(shown.contains("Annex I, Part II"), "{shown}");
            assert!(!shown.contains('\u{1b}'), "{shown:?}");
        }
        // A terminal of which nothing is known gets no link, nor one that is said to have none.
        for env in [&[][..], &[("FORCE_HYPERLINK", "0")]] {
            let shown = seen(&place, &args, 80, env);
            assert!(shown.contains("\u{1b}[1m"), "{shown:?}");
            assert!(!shown.contains("\u{1b}]8;"), "{shown:?}");
        }
        let always = [&args[..], &["--color", "always"]].concat();
        for (args, styled) in [(&args, false), (&always, true)] {
            let mut command = place.command(args);
            let output = command.env(force.0, force.1).output().unwrap();
            let piped = String::from_utf8(output.stdout).unwrap();
            assert_eq!(piped.contains("\u{1b}[1m"), styled, "{piped:?}");
            assert!(!piped.contains("\u{1b}]8;"), "{piped:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_that_shows_links_gets_them_to_the_law() {
    let place = demo();
    let force = ("FORCE_HYPERLINK", "1");
    let link = |target: &str, text: &str| {
        format!("\u{1b}]8;;{LAW}/{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
    };
    for (args, target, text) in [
        (&["status"][..], "eng#anx_I", "Annex I, Part II"),
        (&["status", "--lang", "fr"], "fra#anx_I", "Annex I, Part I"),
        (
            &["explain", "annex-i.ii.5"],
            "eng#anx_I",
            "Annex I, Part II, point 5",
        ),
        (
            &["explain", "annex-i.ii.5.policy", "--lang", "de"],
            "deu#anx_I",
            "Annex I, Part II, point 5",
        ),
        (&["explain", "art-13.24"], "eng#art_13", "Art. 13(24)"),
        (&["explain", "support-period"], "eng#art_13", "Art. 13(8)"),
    ] {
        let args = in_demo(args);
        for columns in [40, 100] {
            let shown = seen(&place, &args, columns, &[force]);
            assert!(shown.contains(&link(target, text)), "{args:?}\n{shown:?}");
        }
    }
    // Neither an article of another act nor what a file brings along becomes a link.
    let status = seen(&place, &in_demo(&["status"]), 100, &[force]);
    assert_eq!(status.matches("\u{1b}]8;;h").count(), 2, "{status:?}");
    assert!(status.contains("\nArt. 3 "), "{status:?}");
    assert!(status.contains("House rule\u{fffd}]8;;"), "{status:?}");
    for id in ["own.1", "own.2"] {
        let explain = seen(&place, &in_demo(&["explain", id]), 100, &[force]);
        assert!(!explain.contains("\u{1b}]8;"), "{explain:?}");
    }
}

#[test]
fn explain_shows_the_verdict_of_a_project() {
    let place = demo();
    let report = report(&place);
    for kind in ["requirements", "questions"] {
        for row in report[kind].as_array().unwrap().iter().step_by(5) {
            let id = row["id"].as_str().unwrap();
            let text = place.expect(0, &in_demo(&["explain", id])).stdout;
            let own = text.split_once(&format!("\n{id} ("));
            let own = own.map_or(text.as_str(), |(_, own)| own);
            let (_, verdict) = own.split_once("  verdict:        ").unwrap();
            let expected = words(row["verdict"].as_str().unwrap());
            assert!(verdict.starts_with(&expected), "{id}: {expected}\n{text}");
        }
    }
    let text = place
        .expect(0, &in_demo(&["explain", "annex-i.ii.2.remediation"]))
        .stdout;
    assert!(
        text.contains("  verdict:        ≠ contradicted: support for 7 years is shorter"),
        "{text}"
    );
    // Without a project, nothing is said of one; the rest is the same.
    let nowhere = Workplace::empty();
    let without = nowhere.expect(0, &["explain", "annex-i.i.2.c"]).stdout;
    assert!(!without.contains("verdict:"), "{without}");
    let within = place
        .expect(0, &in_demo(&["explain", "annex-i.i.2.c"]))
        .stdout;
    let rest: Vec<&str> = within
        .lines()
        .filter(|line| !line.contains("verdict:"))
        .collect();
    assert_eq!(without.lines().collect::<Vec<_>>(), rest);
    assert!(rest.len() + 5 < within.lines().count());
}

#[test]
fn explain_tells_the_parts_apart_and_why_nothing_is_asked() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    for (part, status) in [("device", "not-met"), ("app", "partly-met")] {
        place.expect(
            0,
            &["answer", id, status, "--part", part, "--note", "Later"],
        );
    }
    let text = place.expect(0, &["explain", id]).stdout;
    for line in [
        "  verdict:        ✗ gap (device)\n",
        "  verdict:        ◐ partial (app)\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    place.replace("cemark.yaml", "role: manufacturer", "role: steward");
    let text = place.expect(0, &["explain", id]).stdout;
    assert!(
        text.contains("  verdict:        · out-of-scope: "),
        "{text}"
    );
}

#[test]
fn the_readme_has_the_symbol_of_each_verdict() {
    let readme = include_str!("../README.md");
    for verdict in Verdict::ALL {
        let row = format!("| `{}` | {} | ", verdict.name(), verdict_symbol(verdict));
        assert!(readme.contains(&row), "{row}");
    }
}
