//! The name of the settings file.

/// Name of the settings file.
pub const FILE: &str = "site.yaml";
