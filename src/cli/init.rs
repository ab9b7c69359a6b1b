use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;
use serde::Serialize;

use super::asker::Asker;
use super::classify;
use super::{Global, Outcome, Screen};
use crate::checklist::{CategoryHint, ProductType, Role, Trait, checklists_of, product_types};
use crate::incident::stays_private;
use crate::output::schemas;
use crate::project::{Proposal, Root, check_project, propose, write_atomically};
use crate::regulation::authorities;
use crate::text::one_line;
use crate::values::{CountryCode, Date, LastDay, Period};
use crate::yaml::{self, TO_FILL_IN};

/// Start an assessment: write a commented cemark.yaml
#[derive(Parser)]
pub(crate) struct Args {
    /// Ask nothing: take what can be seen, and mark the rest 'to fill in'
    #[arg(short, long)]
    yes: bool,
    /// Replace a cemark.yaml that is there; the old one is kept as cemark.yaml.old
    #[arg(long)]
    force: bool,
    /// Go on even where Git would track cemark/private
    #[arg(long)]
    allow_tracked: bool,
    /// Name of the product
    #[arg(long)]
    name: Option<String>,
    /// Version of the product
    #[arg(long, value_name = "VERSION")]
    product_version: Option<String>,
    /// Type, batch or other element that identifies the product
    #[arg(long = "type", value_name = "TYPE", allow_hyphen_values = true)]
    kind: Option<String>,
    /// What the product is for
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    intended_purpose: Option<String>,
    /// Name of the manufacturer
    #[arg(long, value_name = "NAME")]
    manufacturer: Option<String>,
    /// Postal address of the manufacturer
    #[arg(long, value_name = "TEXT")]
    address: Option<String>,
    /// E-mail address or other digital contact of the manufacturer
    #[arg(long, value_name = "ADDRESS")]
    manufacturer_contact: Option<String>,
    /// Role under the Act; several with commas [default: manufacturer]
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    role: Vec<String>,
    /// Begin from a kind of product: parts, traits, categories to look at, typical evidence; never answers
    #[arg(long, value_name = "TYPE")]
    template: Option<String>,
    /// The kind of technical security support that you offer
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    support_kind: Option<String>,
    /// The single point of contact for users
    #[arg(long, value_name = "TEXT")]
    single_point_of_contact: Option<String>,
    /// A trait of the product, as NAME or NAME=false; may be given several times
    #[arg(long = "trait", value_name = "TRAIT")]
    traits: Vec<String>,
    /// The day on which the first unit is placed on the market
    #[arg(long, value_name = "YYYY-MM-DD")]
    first_placed: Option<Date>,
    /// The day on which the last unit is planned to be placed on the market
    #[arg(long, value_name = "YYYY-MM-DD")]
    last_planned: Option<Date>,
    /// Time for which the product is expected to be in use, such as '7 years'
    #[arg(long, value_name = "PERIOD")]
    expected_use: Option<Period>,
    /// Support period, such as '7 years'
    #[arg(long, value_name = "PERIOD")]
    support_period: Option<Period>,
    /// End of the support period, at least month and year, such as 2034-12
    #[arg(long, value_name = "YYYY-MM")]
    support_end: Option<LastDay>,
    /// Where vulnerabilities are reported
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<String>,
    /// Address or file of the coordinated vulnerability disclosure policy
    #[arg(long, value_name = "URL|FILE")]
    disclosure_policy: Option<String>,
    /// Member State in which decisions on the cybersecurity of your products are predominantly taken
    #[arg(long, value_name = "CODE")]
    cybersecurity_decisions: Option<CountryCode>,
    /// An SBOM, by path from the product's folder; may be given several times
    #[arg(long, value_name = "FILE")]
    sbom: Vec<String>,
    #[command(flatten)]
    told: classify::Told,
}

/// The values of the template, each as a YAML scalar.
#[derive(Serialize)]
struct Values {
    name: String,
    version: String,
    kind: String,
    purpose: String,
    manufacturer: String,
    address: String,
    manufacturer_contact: String,
    single_point: String,
    /// The manufacturer's values are asked of it alone.
    maker: bool,
    /// Art. 14 reaches the role, today or later.
    reports: bool,
    role: String,
    checklists: Vec<&'static str>,
    parts: Vec<PartValue>,
    product_type: Option<TypeValue>,
    traits: Vec<TraitValue>,
    first: String,
    last_planned: String,
    expected_use: String,
    support_period: String,
    support_end: String,
    support_kind: String,
    contact: String,
    policy: String,
    decisions: String,
    sboms: Vec<String>,
}

#[derive(Serialize)]
struct PartValue {
    name: String,
    about: String,
}

/// A product type, as comments show it.
#[derive(Serialize)]
struct TypeValue {
    id: String,
    title: String,
    look_at: Vec<CategoryHint>,
    evidence: Vec<String>,
}

#[derive(Serialize)]
struct TraitValue {
    name: &'static str,
    value: String,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let folder = global.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let root = Root::of(&folder)?;
    let file = folder.join("cemark.yaml");
    let shown = one_line(&file.to_string_lossy());
    let there = file.symlink_metadata().is_ok();
    if there && !args.force {
        bail!(
            "{shown} is there already and was not touched\n  help: edit it, or replace it with --force"
        );
    }
    let seen = propose(&folder);
    let ask = !args.yes && Screen::is_interactive();
    if !args.yes && !ask && args.name.is_none() {
        bail!(
            "`cemark init` asks questions and needs a terminal\n  help: give --yes, or at least --name"
        );
    }
    if ask {
        screen.output(
            "A few questions about the product. Enter takes what stands in brackets, or marks the value 'to fill in';\nCtrl-D leaves without writing. All of it can be changed in cemark.yaml later.\n\n",
            None,
        )?;
    }
    args.told.check()?;
    let values = values(&args, &folder, &seen, if ask { Some(screen) } else { None })?;
    let text = render(&values)?;
    // What is written must be what is read back, before anything is replaced.
    check_project(&text).context("these values do not go together; nothing was written")?;
    for own in [&file, &folder.join("cemark").join("schemas")] {
        if !root.holds(own) {
            bail!(
                "a link leads {} out of the project; nothing was written",
                one_line(&own.to_string_lossy())
            );
        }
    }
    let ignored = folder.join(".gitignore");
    let before = std::fs::read(&ignored).ok();
    ignore(&folder, &root)?;
    if !args.allow_tracked
        && let Err(error) = stays_private(&folder.join("cemark"))
    {
        // Nothing was written means that this was not, either.
        match before {
            Some(before) => write_atomically(&ignored, &before)?,
            None => std::fs::remove_file(&ignored)?,
        }
        return Err(error.into());
    }
    if there {
        let old = std::fs::read(&file).with_context(|| format!("cannot read {shown}"))?;
        let kept = (1..)
            .map(|n: u32| match n {
                1 => folder.join("cemark.yaml.old"),
                n => folder.join(format!("cemark.yaml.old.{n}")),
            })
            .find(|kept| kept.symlink_metadata().is_err())
            .context("no name is free for the old cemark.yaml")?;
        write_atomically(&kept, &old)?;
    }
    write_schemas(&folder)?;
    write_atomically(&file, text.as_bytes()).with_context(|| format!("cannot write {shown}"))?;
    let mut report = format!("written: {shown}, cemark/schemas/, .gitignore\n");
    for (what, value) in [("name", &seen.name), ("version", &seen.version)] {
        if let Some((value, source)) = value {
            report.push_str(&format!("  {what} seen in {source}: {}\n", one_line(value)));
        }
    }
    for sbom in seen.sboms.iter().filter(|_| args.sbom.is_empty()) {
        report.push_str(&format!("  SBOM seen: {}\n", one_line(sbom)));
    }
    if let Some(policy) = &seen.policy {
        report.push_str(&format!("  disclosure policy seen: {policy}\n"));
    }
    if let Some(kind) = args.template.as_deref().map(product_type).transpose()? {
        report.push_str(&format!(
            "  begun from `{}`: parts and traits are set; categories to look at and typical evidence stand in it as comments\n",
            kind.id
        ));
    }
    let open = text.matches(&format!(": {TO_FILL_IN}\n")).count();
    report.push_str(&match open {
        0 => "next: `cemark assess`\n".to_owned(),
        _ => format!(
            "  {open} values are marked '{TO_FILL_IN}'\nnext: fill them in, then `cemark assess`\n"
        ),
    });
    screen.result(&report)?;
    let classify_now = ask && args.told.is_empty() && {
        let mut asker = Asker {
            screen: Some(screen),
        };
        asker.yes(
            "Decide role, scope, category and route now (y; Enter: later with `cemark classify`)",
        )?
    };
    if classify_now || !args.told.is_empty() {
        let today = global.today()?;
        classify::at_init(&args.told, &folder, classify_now, today, screen)?;
    }
    Ok(Outcome::Done)
}

fn values(
    args: &Args,
    folder: &Path,
    seen: &Proposal,
    dialogue: Option<&Screen>,
) -> Result<Values> {
    let folder_name = folder
        .canonicalize()
        .ok()
        .and_then(|f| f.file_name().map(|n| one_line(&n.to_string_lossy())));
    let proposed_name = seen
        .name
        .as_ref()
        .map(|(name, _)| name.clone())
        .or(folder_name);
    let proposed_version = seen.version.as_ref().map(|(version, _)| version.clone());
    let mut ask = Asker { screen: dialogue };
    let roles = roles(&args.role)?;
    let product_type = args.template.as_deref().map(product_type).transpose()?;
    let first: String;
    Ok(Values {
        name: ask.text(&args.name, "Name of the product", proposed_name)?,
        version: ask.text(
            &args.product_version,
            "Version that is assessed",
            proposed_version,
        )?,
        kind: ask.text(
            &args.kind,
            "Type, batch or other element that identifies it",
            None,
        )?,
        purpose: ask.text(
            &args.intended_purpose,
            "What is it for, in a sentence",
            None,
        )?,
        manufacturer: ask.text(&args.manufacturer, "Name of the manufacturer", None)?,
        address: ask.text(&args.address, "Postal address", None)?,
        manufacturer_contact: ask.text(
            &args.manufacturer_contact,
            "E-mail address or other digital contact",
            None,
        )?,
        single_point: ask.text(
            &args.single_point_of_contact,
            "How do users reach you about vulnerabilities, not only an automated means",
            None,
        )?,
        contact: ask.text(
            &args.contact,
            "Where are vulnerabilities reported (e-mail address, URL)",
            None,
        )?,
        policy: ask.text(
            &args.disclosure_policy,
            "Address or file of the disclosure policy",
            seen.policy.clone(),
        )?,
        first: {
            first = ask.value(
                args.first_placed,
                "First unit placed on the market (such as 2028-01-15)",
                |_| Ok(()),
            )?;
            first.clone()
        },
        last_planned: ask.value(
            args.last_planned,
            "Last unit that is planned (such as 2031-12-31)",
            |last: &Date| match first.trim_matches('"').parse::<Date>() {
                Ok(first) if *last < first => Err(format!("the last unit comes after the first ({first})")),
                _ => Ok(()),
            },
        )?,
        expected_use: ask.value(
            args.expected_use,
            "How long is it expected to be in use (such as 7 years)",
            |_| Ok(()),
        )?,
        support_period: ask.value(
            args.support_period,
            "Support period (such as 7 years)",
            |_| Ok(()),
        )?,
        support_end: ask.value(
            args.support_end,
            "End of support as users are told (such as 2038-12)",
            |_| Ok(()),
        )?,
        support_kind: ask.text(
            &args.support_kind,
            "Kind of technical security support (such as security updates, help by e-mail)",
            None,
        )?,
        decisions: ask.value(
            args.cybersecurity_decisions,
            "Member State where decisions on your products' cybersecurity are taken (such as BE)",
            |code: &CountryCode| match authorities().member_state(code.as_str()) {
                Some(_) => Ok(()),
                None => Err(format!("`{code}` is no Member State of the Union; outside it, press Enter and fill in `outside-union` later")),
            },
        )?,
        maker: roles.contains(&Role::Manufacturer),
        reports: roles.contains(&Role::Manufacturer) || roles.contains(&Role::Steward),
        role: match roles.as_slice() {
            [only] => only.name().to_owned(),
            several => {
                let names: Vec<_> = several.iter().map(|role| role.name()).collect();
                format!("[{}]", names.join(", "))
            }
        },
        checklists: checklists_of(&roles),
        parts: product_type.map(parts).unwrap_or_default(),
        product_type: product_type.map(|kind| TypeValue {
            id: kind.id.to_string(),
            title: kind.title.to_string(),
            look_at: kind.look_at.clone(),
            evidence: kind.evidence.iter().map(ToString::to_string).collect(),
        }),
        traits: traits(&args.traits, product_type, &mut ask)?,
        sboms: match args.sbom.as_slice() {
            [] => seen.sboms.iter().map(|s| scalar(s)).collect(),
            given => given.iter().map(|s| scalar(s)).collect(),
        },
    })
}

/// A text as a YAML scalar: JSON's quoted form is YAML's, too.
pub(super) fn scalar(text: &str) -> String {
    serde_json::Value::from(one_line(text)).to_string()
}

fn roles(given: &[String]) -> Result<Vec<Role>> {
    let mut roles = Vec::new();
    for word in given.iter().map(|word| word.trim()) {
        match serde_json::from_value::<Role>(word.into()) {
            Ok(role) if !roles.contains(&role) => roles.push(role),
            Ok(_) => {}
            Err(_) => bail!(
                "`{}` is no role; expected manufacturer, importer, distributor, authorised-representative or steward",
                one_line(word)
            ),
        }
    }
    Ok(match roles.is_empty() {
        true => vec![Role::Manufacturer],
        false => roles,
    })
}

fn product_type(name: &str) -> Result<&'static ProductType> {
    let all = product_types();
    let found = all.iter().find(|kind| kind.id.as_str() == name.trim());
    found.with_context(|| {
        let near = yaml::or_did_you_mean(name, all.iter().map(|kind| kind.id.as_str()));
        let names: Vec<_> = all
            .iter()
            .map(|kind| format!("  {:<22} {}", kind.id, kind.title))
            .collect();
        format!(
            "there is no product type `{}`{}\n{}",
            one_line(name),
            near,
            names.join("\n")
        )
    })
}

fn parts(kind: &ProductType) -> Vec<PartValue> {
    let parts = kind.parts.iter();
    parts
        .map(|(name, about)| PartValue {
            name: name.to_string(),
            about: scalar(&about.to_string()),
        })
        .collect()
}

fn traits(
    given: &[String],
    kind: Option<&ProductType>,
    asker: &mut Asker<'_>,
) -> Result<Vec<TraitValue>> {
    let by_type = kind.into_iter().flat_map(|kind| &kind.traits);
    let mut known: std::collections::BTreeMap<Trait, String> = by_type
        .map(|(name, value)| (*name, value.to_string()))
        .collect();
    for word in given {
        let (name, value) = word.split_once('=').unwrap_or((word, "true"));
        let Some(found) = Trait::ALL.into_iter().find(|t| t.name() == name) else {
            let near = yaml::or_did_you_mean(name, Trait::ALL.map(Trait::name));
            bail!(
                "there is no trait `{}`{near}\n  expected one of {}",
                one_line(name),
                Trait::ALL.map(Trait::name).join(", ")
            );
        };
        match value {
            "true" | "yes" => known.insert(found, "true".to_owned()),
            "false" | "no" => known.insert(found, "false".to_owned()),
            _ => bail!("--trait {name} is true or false, not `{}`", one_line(value)),
        };
    }
    let mut all = Vec::new();
    for name in Trait::ALL {
        let value = match known.remove(&name) {
            Some(value) => value,
            None => asker.trait_value(name)?,
        };
        all.push(TraitValue {
            name: name.name(),
            value,
        });
    }
    Ok(all)
}

fn render(values: &Values) -> Result<String> {
    let mut environment = minijinja::Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_syntax(
        minijinja::syntax::SyntaxConfig::builder()
            .keep_trailing_newline(true)
            .build()?,
    );
    environment.add_template(
        "cemark.yaml",
        include_str!("../../templates/init/cemark.yaml"),
    )?;
    Ok(environment
        .get_template("cemark.yaml")?
        .render(minijinja::value::Serde(values))?)
}

/// The schemas that the first lines of the maker's files name, so that editors complete them.
pub(super) fn write_schemas(folder: &Path) -> Result<()> {
    for schema in schemas()
        .iter()
        .filter(|s| ["project", "answers", "checklist", "risk"].contains(&s.name))
    {
        let file = folder
            .join("cemark/schemas")
            .join(format!("{}.schema.json", schema.name));
        write_atomically(&file, schema.text().as_bytes())
            .with_context(|| format!("cannot write {}", one_line(&file.to_string_lossy())))?;
    }
    Ok(())
}

/// Keeps private and generated files out of Git.
pub(super) fn ignore(folder: &Path, root: &Root) -> Result<()> {
    let file = folder.join(".gitignore");
    if !root.holds(&file) {
        bail!(".gitignore is a link that leads out of the project; nothing was written");
    }
    let old = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).context("cannot read .gitignore"),
    };
    let has = |entry: &str| {
        let bare = entry.trim_matches('/');
        old.lines()
            .any(|line| line.trim().trim_matches('/') == bare)
    };
    let missing: Vec<&str> = ["/cemark/private/", "/cemark-out/"]
        .into_iter()
        .filter(|e| !has(e))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let gap = if old.is_empty() || old.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let new = format!("{old}{gap}{}\n", missing.join("\n"));
    write_atomically(&file, new.as_bytes()).context("cannot write .gitignore")
}
