use std::path::{Component, Path, PathBuf};

/// The project's folder and the folder that no path may leave.
#[derive(Debug, Clone)]
pub struct Root {
    /// The folder that holds cemark.yaml.
    pub folder: PathBuf,
    /// `folder` with links resolved, or the Git root above it.
    fence: PathBuf,
}

/// Why there is no project, or why a path is refused.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// No cemark.yaml here or above.
    #[error(
        "there is no cemark.yaml in {folder}{searched}\n  help: run `cemark init` in the product's folder, or name it with --project DIR"
    )]
    NotFound {
        /// Where the search began.
        folder: String,
        /// ` or above it`, where the search went on.
        searched: &'static str,
    },
    /// The path leads out of the project.
    #[error("`{path}` leads out of the project; copy the file into it")]
    Outside {
        /// The path as written, cleaned.
        path: String,
    },
    /// The path cannot be followed.
    #[error("`{path}`: {why}")]
    Unreadable {
        /// The path as written, cleaned.
        path: String,
        /// The system's reason.
        why: String,
    },
}

/// The folder of the Git repository that holds `real`, if one does.
pub(crate) fn git_root(real: &Path) -> Option<&Path> {
    real.ancestors().find(|dir| dir.join(".git").exists())
}

impl Root {
    /// The project in `folder` itself.
    ///
    /// # Errors
    /// [`RootError::NotFound`] when it holds no cemark.yaml.
    pub fn at(folder: &Path) -> Result<Self, RootError> {
        if !folder.join("cemark.yaml").is_file() {
            return Err(RootError::NotFound {
                folder: shown(folder),
                searched: if folder.is_dir() {
                    ""
                } else {
                    ", which is no folder"
                },
            });
        }
        Self::of(folder)
    }

    /// The nearest project from `folder` upwards.
    ///
    /// # Errors
    /// [`RootError::NotFound`] when no folder up to the root holds a cemark.yaml.
    pub fn find(folder: &Path) -> Result<Self, RootError> {
        let start = folder
            .canonicalize()
            .map_err(|error| unreadable(folder, &error))?;
        match start
            .ancestors()
            .find(|dir| dir.join("cemark.yaml").is_file())
        {
            // A project in this very folder keeps its short paths.
            Some(dir) if dir == start => Self::of(folder),
            Some(dir) => Self::of(dir),
            None => Err(RootError::NotFound {
                folder: shown(folder),
                searched: " or above it",
            }),
        }
    }

    /// `folder` as a project's folder, cemark.yaml or not: for `init`.
    ///
    /// # Errors
    /// [`RootError::Unreadable`] when the folder cannot be read.
    pub fn of(folder: &Path) -> Result<Self, RootError> {
        let real = folder
            .canonicalize()
            .map_err(|error| unreadable(folder, &error))?;
        let fence = git_root(&real).unwrap_or(&real).to_path_buf();
        Ok(Self {
            folder: folder.to_path_buf(),
            fence,
        })
    }

    /// The file behind `path`, which is relative to the project's folder, links resolved.
    ///
    /// # Errors
    /// [`RootError::Outside`] when it leads out of the Git root (without Git: the project's
    /// folder), before or after links are resolved; [`RootError::Unreadable`] when it does not exist.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, RootError> {
        let outside = || RootError::Outside {
            path: crate::text::one_line(path),
        };
        let relative = Path::new(path);
        if relative
            .components()
            .any(|c| matches!(c, Component::RootDir | Component::Prefix(_)))
        {
            return Err(outside());
        }
        let joined = self.folder.join(relative);
        match joined.canonicalize() {
            Ok(real) if real.starts_with(&self.fence) => Ok(real),
            Ok(_) => Err(outside()),
            Err(error) => Err(unreadable(relative, &error)),
        }
    }

    /// Whether `file`, which need not exist yet, lies within the fence once links are resolved.
    pub fn holds(&self, file: &Path) -> bool {
        let mut real = file.to_path_buf();
        loop {
            match real.canonicalize() {
                Ok(found) => return found.starts_with(&self.fence),
                // A link that leads nowhere leads out.
                Err(_) if real.symlink_metadata().is_ok() => return false,
                Err(_) if !real.pop() || real.as_os_str().is_empty() => return true,
                Err(_) => {}
            }
        }
    }

    /// `path`, given from the current folder, as the project's files write it: relative to the
    /// project's folder, with forward slashes.
    ///
    /// # Errors
    /// As [`Root::resolve`].
    pub fn relative(&self, path: &Path) -> Result<String, RootError> {
        let real = path
            .canonicalize()
            .map_err(|error| unreadable(path, &error))?;
        let home = self
            .folder
            .canonicalize()
            .map_err(|error| unreadable(&self.folder, &error))?;
        if !real.starts_with(&self.fence) {
            return Err(RootError::Outside { path: shown(path) });
        }
        let common = home
            .components()
            .zip(real.components())
            .take_while(|(a, b)| a == b)
            .count();
        let up = home.components().skip(common).map(|_| "..".to_owned());
        let down = real
            .components()
            .skip(common)
            .map(|c| c.as_os_str().to_string_lossy().into_owned());
        let parts: Vec<String> = up.chain(down).collect();
        Ok(if parts.is_empty() {
            ".".to_owned()
        } else {
            parts.join("/")
        })
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> RootError {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => error.to_string(),
    };
    RootError::Unreadable {
        path: shown(path),
        why,
    }
}

fn shown(path: &Path) -> String {
    crate::text::one_line(&path.to_string_lossy())
}
