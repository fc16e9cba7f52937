//! The entry of one version in the changelog.

/// The lines below the heading `## version`, up to the next heading of that level. More may follow the version there, such
/// as a date.
///
/// # Errors
/// When there is no such heading, or nothing below it.
pub(super) fn entry(changelog: &str, version: &str) -> Result<String, String> {
    let is_heading = |line: &&str| line.starts_with("## ");
    let mut lines = changelog.lines();
    let heading =
        |line: &str| line.strip_prefix("## ").and_then(|rest| rest.split_whitespace().next()) == Some(version);
    lines.by_ref().find(|line| heading(line)).ok_or_else(|| {
        format!(
            "CHANGELOG.md has no heading `## {version}`; give `## Unreleased` the version and the date, and commit it"
        )
    })?;
    let below: Vec<&str> = lines.take_while(|line| !is_heading(line)).collect();
    let text = below.join("\n").trim().to_owned();
    if text.is_empty() {
        return Err(format!("CHANGELOG.md says nothing below `## {version}`"));
    }
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\n- new\n\n## 1.2.0 (2030-01-02)\n\n- one\n  more\n\n### Notes\n- two\n\n## 1.1.0\n- old\n";

    #[test]
    fn an_entry_ends_at_the_next_version() {
        assert_eq!(entry(CHANGELOG, "1.2.0").unwrap(), "- one\n  more\n\n### Notes\n- two\n");
        assert_eq!(entry(CHANGELOG, "1.1.0").unwrap(), "- old\n");
    }

    #[test]
    fn a_version_without_an_entry_is_refused() {
        for version in ["1.3.0", "1.2", "2.0"] {
            assert!(entry(CHANGELOG, version).unwrap_err().contains(&format!("`## {version}`")), "{version}");
        }
        assert!(entry("## 1.0.0\n\n## 0.9.0\n- x\n", "1.0.0").unwrap_err().contains("nothing"));
    }
}
