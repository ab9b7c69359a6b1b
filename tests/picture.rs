//! The picture in the README is what the program shows. `docs/picture.sh` makes it anew.

#![cfg(unix)]

use crate::support::Workplace;
use crate::support::svg::svg;
use crate::support::window::Window;

#[test]
fn the_picture_of_the_questionnaire_is_true() {
    let place = Workplace::empty();
    place.expect(0, &["demo", "--output", "."]);
    let mut window = Window::open(
        place.command(&["assess", "annex-i.ii.2.remediation"]),
        118,
        36,
    );
    window.wait("? keys");
    window.keys("y");
    window.wait("as it is now");
    window.wait_still();
    let title = "cemark assess: sections with their verdicts on the left, a question with a machine finding on the right";
    let now = svg(window.screen(), title);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/questionnaire.svg");
    if std::env::var_os("CEMARK_PICTURE").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).unwrap();
        std::fs::write(file, &now).unwrap();
    }
    let then = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        then == now,
        "the picture is of another version: docs/picture.sh makes it anew"
    );
}
