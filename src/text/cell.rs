//! Cells of CSV: a spreadsheet must not take a text for a formula.

/// Whether a spreadsheet would read the cell as a formula, were there no apostrophe before it.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cell with an apostrophe before what would be a formula; [`unguarded`] takes it off again.
pub fn guarded(cell: &str) -> String {
    match is_formula(cell) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// The cell as it was.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(cell) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What goes out comes back, and nothing that goes out is a formula.
        #[test]
        fn a_cell_comes_back_as_it_went_out(cell in "['=+@\\-\"; ,a\n]{0,12}") {
            let out = guarded(&cell);
            prop_assert_eq!(unguarded(&out), cell.as_str());
            prop_assert!(!out.starts_with(['=', '+', '-', '@']));
        }
    }
}
