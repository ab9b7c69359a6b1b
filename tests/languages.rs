//! The questions in French, Dutch and German: whole, of the revision that is asked, and what is
//! not translated is seen.

use std::collections::BTreeSet;

use cemark::checklist::{Checklists, EMBEDDED, Language, LoadedChecklist, catalogues};

use crate::support::Workplace;

fn all() -> Checklists {
    let all = EMBEDDED
        .iter()
        .map(|(name, _)| LoadedChecklist::embedded(name).unwrap());
    Checklists::new(all.collect()).unwrap()
}

const TRANSLATED: [Language; 3] = [Language::Fr, Language::Nl, Language::De];

/// Names what is missing, text by text.
#[test]
fn every_text_has_its_words() {
    for language in TRANSLATED {
        let missing = all().translate(language);
        assert_eq!(missing, Vec::<String>::new(), "{}", language.code());
    }
    assert_eq!(all().translate(Language::En), Vec::<String>::new());
}

#[test]
fn catalogues_belong_to_what_is_asked() {
    let english = all();
    for language in TRANSLATED {
        let catalogues = catalogues(language);
        let names: BTreeSet<_> = catalogues.iter().map(|c| c.checklist.to_string()).collect();
        let expected: BTreeSet<_> = EMBEDDED
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(names, expected, "{}", language.code());
        for catalogue in &catalogues {
            assert_eq!(catalogue.language.raw(), language.code());
            for (id, message) in &catalogue.messages {
                let place = format!("{} {id}", language.code());
                match english.question(id.as_str()) {
                    Some((_, question)) => {
                        assert_eq!(message.revision, Some(question.revision), "{place}");
                        let count = message.evidence.as_ref().map_or(0, Vec::len);
                        assert_eq!(count, question.evidence.len(), "{place}: evidence");
                        assert!(question.reference.is_none(), "{place} is a ref");
                    }
                    None => assert!(english.requirement(id.as_str()).is_some(), "{place}"),
                }
                // A translation that is the English text is none.
                if let (Some(ask), Some((_, q))) = (&message.ask, english.question(id.as_str())) {
                    assert_ne!(Some(ask), q.ask.as_ref(), "{place}");
                }
            }
        }
    }
}

/// Citations of articles and commands are the same in every language.
#[test]
fn citations_and_commands_stay() {
    let english = all();
    let found = |text: &str| -> BTreeSet<String> {
        let commands = text.split('\'').filter(|part| part.starts_with("cemark "));
        let mut found: BTreeSet<String> = commands.map(str::to_owned).collect();
        for part in text.split("Art. ").skip(1) {
            // `13(8)`, with each whole bracket that follows the number.
            let digits = part.chars().take_while(char::is_ascii_digit).count();
            let (number, mut rest) = part.split_at(digits);
            let mut citation = number.to_owned();
            while let Some((inner, tail)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
                citation.push_str(&format!("({inner})"));
                rest = tail;
            }
            found.insert(citation);
        }
        found
    };
    for language in TRANSLATED {
        let mut translated = all();
        translated.translate(language);
        for (_, question) in english.questions() {
            let (_, theirs) = translated.question(question.id.as_str()).unwrap();
            // The Act's own number may stand where English says 'the Act'.
            let numbers = |text: &str| -> BTreeSet<String> {
                let digits = text.split(|c: char| !c.is_ascii_digit());
                let all = digits.filter(|n| !n.is_empty() && !["2024", "2847"].contains(n));
                all.map(str::to_owned).collect()
            };
            let (ours, theirs) = (question.yes_means.raw(), theirs.yes_means.raw());
            assert_eq!(
                numbers(ours),
                numbers(theirs),
                "{} {}",
                language.code(),
                question.id
            );
            let lost: Vec<_> = found(ours)
                .into_iter()
                .filter(|citation| !theirs.contains(citation.as_str()))
                .collect();
            assert_eq!(
                lost,
                Vec::<String>::new(),
                "{} {}",
                language.code(),
                question.id
            );
        }
    }
}

#[test]
fn the_language_is_asked_for_or_that_of_the_environment() {
    let place = Workplace::empty();
    let explain = |lang: Option<&str>, environment: &[(&str, &str)]| {
        let mut args = vec!["explain", "annex-i.ii.5.policy"];
        args.extend(lang.iter().flat_map(|lang| ["--lang", *lang]));
        let mut command = place.command(&args);
        command.envs(environment.iter().copied());
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let english = explain(None, &[]);
    let french = explain(Some("fr"), &[]);
    assert_ne!(english, french);
    assert_eq!(explain(None, &[("LANG", "fr_BE.UTF-8")]), french);
    assert_eq!(
        explain(None, &[("LANG", "en_US.UTF-8"), ("LC_ALL", "fr_FR")]),
        french
    );
    assert_eq!(explain(Some("en"), &[("LANG", "fr_BE.UTF-8")]), english);
    assert_eq!(explain(None, &[("LANG", "C.UTF-8")]), english);
    assert_eq!(explain(None, &[("LANG", "sv_SE.UTF-8")]), english);
    let run = place.expect(2, &["explain", "annex-i.ii.5", "--lang", "sv"]);
    assert!(
        run.stderr.contains("expected en, fr, nl or de"),
        "{}",
        run.stderr
    );
}

/// The language of the reader changes no verdict, no digest and no document.
#[test]
fn a_language_decides_nothing() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.3.tests",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    for args in [
        &["check", "--format", "json"][..],
        &["render", "summary", "--format", "html"],
        &["check"],
    ] {
        let english = place.run(args).stdout;
        let dutch = place.run(&[args, &["--lang", "nl"]].concat()).stdout;
        assert_eq!(english, dutch, "{args:?}");
    }
    // The dialogue and the questionnaire are in the reader's language; own words stay.
    let run = place.typed(&["assess", "--plain", "--lang", "nl"], "q\n");
    let english = place.typed(&["assess", "--plain"], "q\n");
    assert_ne!(run.stdout, english.stdout);
    let own = "checklist: own\nversion: '1'\ntitle: Own\nwording:\n  annex-i.i.1.risk-based: {ask: Onze eigen vraag?}\n";
    place.write("own.yaml", own);
    place.replace("cemark.yaml", "[annex-i]", "[annex-i, ./own.yaml]");
    let run = place.expect(0, &["explain", "annex-i.i.1.risk-based", "--lang", "nl"]);
    assert!(run.stdout.contains("Onze eigen vraag?"), "{}", run.stdout);
    assert!(!run.stdout.contains("[en]"), "{}", run.stdout);
}
