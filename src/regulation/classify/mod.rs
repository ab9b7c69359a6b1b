//! Am I in scope, who am I, which category, which route: Arts. 2, 3, 7, 8, 12, 21, 22 and 32 as a
//! pure function over what is told of a product.
//!
//! Facts, categories and procedures are data in `checklists/law/`; the rules stand here, one file
//! a question. [`classify`] gives the outcome with the way to it: each step has its point of law
//! and the facts that it rests on. What is not told stays undecided and is named.

mod alternatives;
mod beside;
mod category;
mod data;
mod interview;
mod profile;
mod remote;
mod roles;
mod routes;
mod scope;
mod trace;

pub use alternatives::{Alternative, alternatives};
pub use category::CategoryOutcome;
pub use data::{
    Category, Class, Fact, Form, Group, Particular, Procedure, ProcedureSpec, categories,
    categories_near, category, fact, facts, facts_of, group, groups, particulars,
};
pub use interview::{Asked, Interview};
pub use profile::Profile;
pub use remote::Remote;
pub use roles::{Held, Roles};
pub use routes::Route;
pub use scope::Scope;
pub use trace::{Step, ToClarify, Topic};

use trace::Trace;

/// What the Act makes of a product and its supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// Whether the Act applies.
    pub scope: Scope,
    /// Who the user is.
    pub roles: Roles,
    /// What at a distance belongs to the product.
    pub remote: Remote,
    /// The category; none where the Act does not apply.
    pub category: Option<CategoryOutcome>,
    /// The conformity assessment procedures; empty where the Act does not apply.
    pub routes: Vec<Route>,
    /// The way to all this.
    pub trace: Vec<Step>,
    /// What has to be found out, in the order in which it is best asked.
    pub clarify: Vec<ToClarify>,
}

impl Classification {
    /// Whether a route that is allowed can be finished as the law stands; `None` where none is
    /// known to be allowed, or whether the Act applies is undecided.
    pub fn can_finish(&self) -> Option<bool> {
        if self.scope != Scope::In {
            return None;
        }
        let allowed = self
            .routes
            .iter()
            .filter(|route| route.allowed == Some(true));
        let finishable: Vec<bool> = allowed.filter_map(|route| route.can_be_finished).collect();
        let undecided = self.routes.iter().any(|route| route.allowed.is_none());
        match (finishable.is_empty(), finishable.contains(&true)) {
            (_, true) => Some(true),
            (false, false) if !undecided => Some(false),
            _ => None,
        }
    }

    /// Whether the product is known to be in scope.
    pub fn in_scope(&self) -> Option<bool> {
        match self.scope {
            Scope::In => Some(true),
            Scope::Out { .. } => Some(false),
            Scope::Undecided => None,
        }
    }

    /// The class, where it is decided.
    pub fn class(&self) -> Option<Class> {
        self.category.as_ref().and_then(|category| category.class)
    }

    /// Whether a procedure is open to the product; `None` where that is undecided.
    pub fn is_open(&self, procedure: Procedure) -> Option<bool> {
        let mut routes = self.routes.iter();
        routes.find(|route| route.procedure == procedure)?.allowed
    }
}

/// Classifies by what is told. The same profile gives the same outcome on every day: what changes
/// with time stands in the profile's state of the law.
pub fn classify(profile: &Profile) -> Classification {
    let mut trace = Trace::default();
    let scope = scope::scope(profile, &mut trace);
    let roles = roles::roles(profile, scope, &mut trace);
    let is_out = matches!(scope, Scope::Out { .. });
    let (remote, category, routes) = match is_out {
        true => (Remote::None, None, Vec::new()),
        false => {
            // What the routes turn on is asked before what they do not.
            let category = category::decide(profile, &mut trace);
            let routes = routes::routes(profile, &category, &mut trace);
            let remote = remote::remote(profile, &mut trace);
            (remote, Some(category), routes)
        }
    };
    beside::beside(profile, is_out, &mut trace);
    Classification {
        scope,
        roles,
        remote,
        category,
        routes,
        trace: trace.steps,
        clarify: trace.clarify,
    }
}
