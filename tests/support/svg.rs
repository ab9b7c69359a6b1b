//! A terminal screen as a picture.

use std::fmt::Write;

const CELL: (usize, usize) = (9, 20);
const EDGE: usize = 14;
const PAPER: &str = "#1b1d23";
const INK: &str = "#e6e6e6";

/// The screen as an SVG: each run of cells of one style is a text of fixed length, so that it
/// looks the same whatever the font.
pub fn svg(screen: &vt100::Screen, title: &str) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let width = usize::from(columns) * CELL.0 + 2 * EDGE;
    let height = usize::from(rows) * CELL.1 + 2 * EDGE;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n\
         <title>{title}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n"
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let Some(cell) = screen.cell(row, column) else {
                break;
            };
            let style = style(cell);
            let start = column;
            let mut text = String::new();
            while let Some(cell) = screen
                .cell(row, column)
                .filter(|cell| self::style(cell) == style)
            {
                match cell.contents() {
                    "" if cell.is_wide_continuation() => {}
                    "" => text.push(' '),
                    letters => text.push_str(letters),
                }
                column += 1;
            }
            run(&mut out, (row, start, column), &text, &style);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Foreground, background, bold, underlined.
type Style = (String, Option<String>, bool, bool);

fn style(cell: &vt100::Cell) -> Style {
    let (mut ink, mut paper) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
    if cell.inverse() {
        let was = paper.unwrap_or_else(|| PAPER.to_owned());
        paper = Some(ink.unwrap_or_else(|| INK.to_owned()));
        ink = Some(was);
    }
    (
        ink.unwrap_or_else(|| INK.to_owned()),
        paper,
        cell.bold(),
        cell.underline(),
    )
}

/// The fixed part of the 256 colours: a cube of 6 levels, then greys.
fn colour(colour: vt100::Color) -> Option<String> {
    match colour {
        vt100::Color::Default => None,
        vt100::Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        vt100::Color::Idx(index @ 16..=231) => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let index = index - 16;
            let (r, g, b) = (level(index / 36), level(index / 6 % 6), level(index % 6));
            Some(format!("#{r:02x}{g:02x}{b:02x}"))
        }
        vt100::Color::Idx(index @ 232..) => {
            let grey = 8 + 10 * (index - 232);
            Some(format!("#{grey:02x}{grey:02x}{grey:02x}"))
        }
        vt100::Color::Idx(index) => panic!("colour {index} looks different in each terminal"),
    }
}

fn run(out: &mut String, (row, start, end): (u16, u16, u16), text: &str, style: &Style) {
    let (ink, paper, bold, underlined) = style;
    let x = usize::from(start) * CELL.0 + EDGE;
    let y = usize::from(row) * CELL.1 + EDGE;
    let width = usize::from(end - start) * CELL.0;
    if let Some(paper) = paper {
        let height = CELL.1;
        writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>"
        )
        .unwrap();
    }
    let bold = if *bold { " font-weight=\"bold\"" } else { "" };
    let underlined = if *underlined {
        " text-decoration=\"underline\""
    } else {
        ""
    };
    let y = y + 15;
    // Blanks beside each other are not kept by each viewer: words stand where they stand.
    let mut column = usize::from(start);
    for piece in text.split("  ") {
        let columns = textwrap::core::display_width(piece);
        let words = piece.trim_start();
        let x = (column + columns - textwrap::core::display_width(words)) * CELL.0 + EDGE;
        let words = words.trim_end();
        let width = textwrap::core::display_width(words) * CELL.0;
        column += columns + 2;
        if words.is_empty() {
            continue;
        }
        let words = words
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{bold}{underlined}>{words}</text>"
        )
        .unwrap();
    }
}
