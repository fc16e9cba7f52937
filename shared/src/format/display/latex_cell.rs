//! The text of a cell in LaTeX without what only sets it: spaces, rules, fonts and braces.

/// The cell's text as a plain number where it is one: `{-1.5}\,`, `\mathbf{2}`, `1 \times 10^{21}`, `\infty`.
pub(crate) fn plain_cell(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let mut plain: String = text.lines().map(without_comment).collect::<Vec<_>>().join(" ");
    for rule in ["\\hline", "\\toprule", "\\midrule", "\\bottomrule", "\\displaystyle", "\\quad", "\\qquad"] {
        plain = replace_command(&plain, rule, " ");
    }
    for (space, to) in [("\\,", ""), ("\\;", ""), ("\\:", ""), ("\\!", ""), ("\\ ", " "), ("~", " "), ("$", "")] {
        plain = plain.replace(space, to);
    }
    for command in ["\\cline", "\\cmidrule", "\\phantom", "\\hphantom", "\\vphantom", "\\noalign"] {
        plain = replace_group(&plain, command, |_| String::new());
    }
    for font in [
        "\\mathbf",
        "\\mathrm",
        "\\mathit",
        "\\text",
        "\\textbf",
        "\\textrm",
        "\\bm",
        "\\num",
        "\\mbox",
        "\\boldsymbol",
    ] {
        plain = replace_group(&plain, font, str::to_owned);
    }
    let plain = replace_command(&plain, "\\infty", "inf");
    let plain = plain.trim();
    let plain = unbraced(plain);
    power(&plain).unwrap_or(plain)
}

/// A line up to the comment in it.
fn without_comment(line: &str) -> &str {
    line.split_once('%').map_or(line, |(text, _)| text)
}

/// `text` with every `command` replaced that does not go on in another letter.
fn replace_command(text: &str, command: &str, by: &str) -> String {
    let mut found = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(command) {
        let is_whole = !after.starts_with(|next: char| next.is_ascii_alphabetic());
        found.push_str(before);
        found.push_str(if is_whole { by } else { command });
        rest = after;
    }
    found + rest
}

/// `text` with every `command{…}` replaced by what `with` makes of its argument.
fn replace_group(text: &str, command: &str, with: impl Fn(&str) -> String) -> String {
    let mut found = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(command) {
        found.push_str(before);
        let argument = after.trim_start().strip_prefix('{').and_then(|inner| inner.split_once('}'));
        match argument {
            Some((inner, after)) if !inner.contains('{') => {
                found.push_str(&with(inner));
                rest = after;
            }
            _ => {
                found.push_str(command);
                rest = after;
            }
        }
    }
    found + rest
}

/// `{-1}` and `-{1}` without their braces. Braces around anything else, such as a comma, stay.
fn unbraced(text: &str) -> String {
    let is_number =
        |part: &str| part.chars().all(|character| character.is_ascii_alphanumeric() || "+-. −".contains(character));
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    match rest.trim().strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(inner) if is_number(inner) => format!("{sign}{}", inner.trim()),
        // A space may stand behind the sign: `- 1`.
        _ if sign == "-" => format!("-{}", rest.trim_start()),
        _ => text.to_owned(),
    }
}

/// `1.5e21` for `1.5 \times 10^{21}`.
fn power(text: &str) -> Option<String> {
    let (mantissa, rest) = text.split_once("\\times").or_else(|| text.split_once("\\cdot"))?;
    let exponent = rest.trim().strip_prefix("10^")?.trim();
    let exponent = exponent.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(exponent);
    let exponent = exponent.trim().replace('\u{2212}', "-");
    let digits = exponent.strip_prefix(['-', '+']).unwrap_or(&exponent);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && !mantissa.contains(['e', 'E'])).then(|| format!("{}e{exponent}", mantissa.trim()))
}
