//! Work of several people: who takes care of what, who approved, and a sheet for those without a
//! terminal that comes back without overwriting anything in silence.

use crate::support::Workplace;

const TESTS: &str = "annex-i.ii.3.tests";

fn assigned() -> Workplace {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "assign",
            "annex-i.ii.3",
            "--owner",
            "Bob",
            "--due",
            "2026-10-01",
        ],
    );
    place
}

#[test]
fn a_question_has_an_owner_before_it_has_an_answer() {
    let place = assigned();
    // It is still open, for the gate and in every count.
    assert_eq!(place.verdict(TESTS, None), "open");
    let status = place.expect(0, &["status", "--owner", "bob"]).stdout;
    assert!(status.starts_with("bob: 2 left\n"), "{status}");
    assert!(status.contains("due 2026-10-01, LATE"), "{status}");
    // The answer leaves owner and day as they are.
    place.expect(0, &["answer", TESTS, "met", "--evidence", "docs/report.md"]);
    let text = place.read("cemark/answers/annex-i.yaml");
    assert!(text.contains("owner: Bob"), "{text}");
    let status = place.expect(0, &["status", "--owner", "Bob"]).stdout;
    assert!(status.starts_with("Bob: 1 left\n"), "{status}");
    let run = place.expect(2, &["status", "--owner", "Bop"]);
    assert!(run.stderr.contains("did you mean `Bob`?"), "{}", run.stderr);
    let nobody = place.expect(0, &["status", "--owner", "-"]).stdout;
    assert!(nobody.starts_with("nobody: "), "{nobody}");
    let run = place.expect(2, &["assign", "annex-i.ii.33", "--owner", "Bob"]);
    assert!(
        run.stderr.contains("no question that is asked begins with"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_answer_is_approved_by_another_person() {
    let place = Workplace::product();
    let run = place.expect(2, &["approve", TESTS]);
    assert!(run.stderr.contains("nothing to approve"), "{}", run.stderr);
    place.expect(0, &["answer", TESTS, "met", "--evidence", "docs/report.md"]);
    let run = place.expect(2, &["approve", TESTS]);
    assert!(
        run.stderr.contains("approved by another person"),
        "{}",
        run.stderr
    );
    let said = place
        .expect(0, &["approve", "annex-i.ii.3", "--by", "Cleo"])
        .stdout;
    assert!(
        said.contains("1 question approved by Cleo; 1 question not answered"),
        "{said}"
    );
    let text = place.read("cemark/answers/annex-i.yaml");
    assert!(text.contains("approved-by: Cleo"), "{text}");
    // A new answer is approved anew.
    let said = place.expect(0, &["answer", TESTS, "not-met"]).stdout;
    assert!(said.contains("the approval by Cleo"), "{said}");
    assert!(
        !place
            .read("cemark/answers/annex-i.yaml")
            .contains("approved-by")
    );
}

fn sheet(place: &Workplace, more: &[&str]) -> String {
    let args = [&["render", "questionnaire", "--format", "csv"], more].concat();
    place.expect(0, &args).stdout
}

/// The row of a question, with one cell changed.
fn with(sheet: &str, id: &str, column: &str, value: &str) -> String {
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|name| name == column).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let is_meant = &record[0] == id;
        let cells = record.iter().enumerate();
        let cells = cells.map(|(n, cell)| if n == at && is_meant { value } else { cell });
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn a_sheet_goes_out_and_comes_back() {
    let place = Workplace::product();
    let noted = "=HYPERLINK(\"x\"), 'quoted', é;\nsecond line";
    let answer = [
        "answer",
        TESTS,
        "partly-met",
        "--evidence",
        "docs/report.md",
        "--note",
        noted,
    ];
    place.expect(0, &answer);
    let before = place.read("cemark/answers/annex-i.yaml");
    let out = sheet(&place, &[]);
    assert!(out.contains("\"'=HYPERLINK"), "{out}");
    // Unchanged, it changes nothing.
    place.write("back.csv", &out);
    let run = place.expect(0, &["import", "back.csv", "--write"]);
    assert_eq!(run.stdout, "nothing to take from the sheet\n");
    assert_eq!(place.read("cemark/answers/annex-i.yaml"), before);

    // Filled in: shown first, written when asked.
    let back = with(&out, TESTS, "status", "yes");
    let back = with(&back, TESTS, "author", "Bob");
    let back = with(&back, "annex-i.ii.3.reviews", "status", "No");
    place.write("back.csv", &back);
    let run = place.expect(0, &["import", "back.csv"]);
    assert!(
        run.stdout.contains("status: partly -> yes"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("2 answers would change; nothing is written"),
        "{}",
        run.stdout
    );
    assert_eq!(place.read("cemark/answers/annex-i.yaml"), before);
    place.expect(0, &["import", "back.csv", "--write"]);
    assert_eq!(place.verdict(TESTS, None), "conformant");
    assert_eq!(place.verdict("annex-i.ii.3.reviews", None), "gap");
    let text = place.read("cemark/answers/annex-i.yaml");
    assert!(
        text.contains("author: Bob") && text.contains("author: Ada Example"),
        "{text}"
    );
    // Taken once; a second time there is nothing left.
    let run = place.expect(0, &["import", "back.csv", "--write"]);
    assert_eq!(run.stdout, "nothing to take from the sheet\n");
}

#[test]
fn a_sheet_overwrites_nothing_in_silence() {
    let place = Workplace::product();
    place.expect(0, &["answer", TESTS, "partly-met", "--note", "Ours"]);
    let back = with(&sheet(&place, &[]), TESTS, "notes", "Theirs");
    place.write("back.csv", &back);
    // Someone answers here meanwhile.
    place.expect(0, &["answer", TESTS, "not-met", "--note", "Newer"]);
    for args in [
        &["import", "back.csv"][..],
        &["import", "back.csv", "--write"],
    ] {
        let run = place.expect(1, args);
        assert!(run.stdout.contains("NOT TAKEN"), "{}", run.stdout);
        assert!(place.read("cemark/answers/annex-i.yaml").contains("Newer"));
    }
    let run = place.expect(0, &["import", "back.csv", "--write", "--overwrite"]);
    assert!(
        run.stdout.contains("\"Newer\" -> \"Theirs\""),
        "{}",
        run.stdout
    );
    assert!(place.read("cemark/answers/annex-i.yaml").contains("Theirs"));
    // A sheet made by hand does not know what stands here: it adds, and replaces only when told.
    place.write(
        "hand.csv",
        format!("id;status\n{TESTS};yes\nannex-i.ii.3.reviews;partly\n"),
    );
    let run = place.expect(1, &["import", "hand.csv", "--write"]);
    assert!(run.stdout.contains("1 answer written"), "{}", run.stdout);
    assert_eq!(place.verdict(TESTS, None), "partial");
    assert_eq!(place.verdict("annex-i.ii.3.reviews", None), "partial");
}

/// Colleagues write in their own language.
#[test]
fn a_status_is_read_in_four_languages() {
    for (word, verdict) in [
        ("oui", "unevidenced"),
        ("Ja", "unevidenced"),
        ("en partie", "partial"),
        ("deels", "partial"),
        ("Teilweise", "partial"),
        ("nein", "gap"),
    ] {
        let place = Workplace::product();
        place.write("back.csv", format!("id,status\n{TESTS},{word}\n"));
        place.expect(0, &["import", "back.csv", "--write"]);
        assert_eq!(place.verdict(TESTS, None), verdict, "{word}");
    }
}

#[test]
fn what_cannot_be_taken_is_refused_whole() {
    let place = Workplace::product();
    for (text, why) in [
        (
            "id,status\nannex-i.ii.3.test,yes\n",
            "line 2: no question has the id `annex-i.ii.3.test`",
        ),
        (
            "id,status\nannex-i.ii.3.tests,maybe\n",
            "`maybe` is no status",
        ),
        ("id,notes\nannex-i.ii.3.tests,Some words\n", "no status"),
        (
            "id,part,status\nannex-i.ii.3.tests,boat,yes\n",
            "no part `boat`",
        ),
        (
            "id,status,evidence\nannex-i.ii.3.tests,yes,../x\n",
            "line 2: ",
        ),
        ("id,status,due\nannex-i.ii.3.tests,yes,soon\n", "line 2: "),
        (
            "id,status\nannex-i.ii.3.tests,yes\nannex-i.ii.3.tests,no\n",
            "the same question stands on line 2",
        ),
        ("question,status\nx,yes\n", "no column is named `id`"),
    ] {
        // One good row beside the bad one is not written, either.
        let text = text.replacen(
            '\n',
            "\nannex-i.ii.3.reviews,yes\n",
            usize::from(text.starts_with("id,status\n") && !text.contains("tests,yes\nannex")),
        );
        place.write("bad.csv", &text);
        let run = place.expect(2, &["import", "bad.csv", "--write"]);
        let why = why.replace(
            "line 2",
            if text.contains("reviews") {
                "line 3"
            } else {
                "line 2"
            },
        );
        assert!(run.stderr.contains(&why), "{why}\n{}", run.stderr);
        assert!(!place.file("cemark/answers").exists());
    }
    std::fs::write(
        place.file("latin.csv"),
        b"id,notes\nannex-i.ii.3.tests,caf\xe9\n",
    )
    .unwrap();
    let run = place.expect(2, &["import", "latin.csv"]);
    assert!(run.stderr.contains("CSV UTF-8"), "{}", run.stderr);
}

#[test]
fn the_questionnaire_on_paper_holds_what_is_asked() {
    let place = assigned();
    for format in ["md", "html"] {
        let args = ["render", "questionnaire", "--format", format];
        let all = place.expect(0, &args).stdout;
        for (id, asked) in [
            (TESTS, true),
            ("annex-i.i.2.a.known-exploitable", true),
            ("annex-ii.3.name", false),
        ] {
            assert_eq!(all.contains(id), asked, "{format} {id}");
        }
        let his = place
            .expect(0, &[&args[..], &["--owner", "bob"]].concat())
            .stdout;
        assert!(
            his.contains("annex-i.ii.3.reviews") && !his.contains("annex-i.i.1"),
            "{his}"
        );
    }
    let paper = place.expect(0, &["render", "questionnaire"]).stdout;
    assert!(
        paper.contains("\n- [ ] yes\n- [ ] partly\n- [ ] no\n"),
        "{paper}"
    );
    place.expect(0, &["answer", TESTS, "met", "--evidence", "docs/report.md"]);
    let open = sheet(&place, &["--open", "--owner", "Bob"]);
    assert!(
        open.contains("annex-i.ii.3.reviews") && !open.contains(TESTS),
        "{open}"
    );
    place.expect(2, &["render", "summary", "--open"]);
    place.expect(2, &["render", "summary", "--format", "csv"]);
}

/// What the preview shows is what is written, for owners and days, too.
#[test]
fn an_emptied_owner_or_day_is_taken_back() {
    let place = assigned();
    place.expect(0, &["answer", TESTS, "partly-met"]);
    let back = with(&sheet(&place, &[]), TESTS, "due", "");
    let back = with(&back, TESTS, "owner", "");
    place.write("back.csv", &back);
    let run = place.expect(0, &["import", "back.csv", "--write"]);
    assert!(
        run.stdout.contains("due: 2026-10-01 -> -"),
        "{}",
        run.stdout
    );
    let run = place.expect(0, &["import", "back.csv", "--write"]);
    assert_eq!(run.stdout, "nothing to take from the sheet\n");
    let status = place.expect(0, &["status", "--owner", "Bob"]).stdout;
    assert!(!status.contains(TESTS), "{status}");
}

/// Owner and day of a question are not copied into its parts.
#[test]
fn a_part_follows_its_question() {
    let place = assigned();
    place.expect(
        0,
        &[
            "answer",
            TESTS,
            "partly-met",
            "--part",
            "device",
            "--note",
            "Ours",
        ],
    );
    let out = sheet(&place, &[]);
    let back = out.replacen("Ours", "Theirs", 1);
    place.write("back.csv", &back);
    place.expect(0, &["import", "back.csv", "--write"]);
    let text = place.read("cemark/answers/annex-i.yaml");
    assert!(text.contains("Theirs"), "{text}");
    assert_eq!(
        text.matches("owner: Bob").count(),
        2,
        "once a question\n{text}"
    );
    place.expect(0, &["assign", TESTS, "--owner", "Dee"]);
    let status = place.expect(0, &["status", "--owner", "Dee"]).stdout;
    assert!(status.contains("(device)"), "{status}");
    let run = place.expect(2, &["approve", TESTS, "--by", "ada example"]);
    assert!(run.stderr.contains("another person"), "{}", run.stderr);
    place.expect(2, &["render", "questionnaire", "--owner", "Nobody"]);
}
