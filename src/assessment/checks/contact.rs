use super::{Check, Context, Outcome};
use crate::assessment::placeholder::is_placeholder_word;
use crate::checklist::Basis;
use crate::project::{FileState, is_url};
use crate::values::Fill;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "contact-address",
        key: "vulnerability-handling.contact",
        citation: "Annex I, Part II, point 6",
        basis: Basis::Law,
        summary: "cemark.yaml names the address at which vulnerabilities are reported.",
        remedy: "Set `vulnerability-handling: contact` in cemark.yaml to the e-mail address, URL or telephone number.",
        run: |context| contact(context).into(),
    },
    Check {
        id: "disclosure-policy-address",
        key: "vulnerability-handling.disclosure-policy",
        citation: "Annex I, Part II, point 5",
        basis: Basis::Law,
        summary: "cemark.yaml names where the coordinated vulnerability disclosure policy is found.",
        remedy: "Write the policy, publish it, and set `vulnerability-handling: disclosure-policy` in cemark.yaml to its address or file.",
        run: |context| policy(context).into(),
    },
];

/// The maker's own mark 'to fill in' says that there is none yet; silence says nothing.
fn missing<T>(value: &Fill<T>, what: &str) -> (Outcome, String) {
    if value.is_to_fill_in() {
        (
            Outcome::Fail,
            format!("cemark.yaml marks {what} 'to fill in'"),
        )
    } else {
        (
            Outcome::Undecided,
            format!("cemark.yaml does not name {what}"),
        )
    }
}

fn contact(context: &Context<'_>) -> (Outcome, String) {
    let value = &context.project.vulnerability_handling.contact;
    let Some(contact) = value.known() else {
        return missing(
            value,
            "the contact address (vulnerability-handling.contact)",
        );
    };
    let address = contact.raw().trim();
    if contact.is_blank() || is_placeholder_word(address) {
        return (Outcome::Fail, format!("`{contact}` is no contact address"));
    }
    let mail = address.strip_prefix("mailto:").unwrap_or(address);
    let is_mail = mail.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !mail.contains(char::is_whitespace)
    });
    let digits = address.chars().filter(char::is_ascii_digit).count();
    let phone = address.strip_prefix("tel:").unwrap_or(address);
    let is_phone = digits >= 6
        && phone
            .chars()
            .all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    if is_mail || is_phone || is_url(address) {
        (Outcome::Pass, format!("cemark.yaml names {contact}"))
    } else {
        (
            Outcome::Undecided,
            format!("`{contact}` is neither an e-mail address nor a URL nor a telephone number"),
        )
    }
}

fn policy(context: &Context<'_>) -> (Outcome, String) {
    let value = &context.project.vulnerability_handling.disclosure_policy;
    let Some(policy) = value.known() else {
        return missing(
            value,
            "the place of the policy (vulnerability-handling.disclosure-policy)",
        );
    };
    if is_url(policy.raw()) {
        return (
            Outcome::Pass,
            format!("cemark.yaml names {policy} (not opened: cemark is offline)"),
        );
    }
    match context.files.get(policy.raw()) {
        Some(FileState::Present(_)) => (Outcome::Pass, format!("the file {policy} is there")),
        Some(FileState::Refused(why)) => (
            Outcome::Fail,
            format!("`{policy}` is neither a URL nor a file of the project: {why}"),
        ),
        None => (Outcome::Undecided, format!("`{policy}` was not looked at")),
    }
}
