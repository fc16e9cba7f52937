//! Splits HTML into tags and text, as the standard's tokenizer does where tables are concerned: quoted and unquoted
//! attributes, comments of every form, elements whose content is text. It allocates nothing but names.

/// Elements whose content is text up to their end tag.
const TEXT_ONLY: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// References to characters that occur beside numbers. Others stay as they are written.
const REFERENCES: [(&str, char); 19] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("minus", '\u{2212}'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("shy", '\u{ad}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("hellip", '\u{2026}'),
    ("infin", '\u{221e}'),
    ("percnt", '%'),
];

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HtmlToken<'d> {
    /// A start tag: its name in lower case, and `rowspan` and `colspan`, where they are whole numbers.
    Open(String, [Option<usize>; 2]),
    /// The name of an end tag, in lower case.
    Close(String),
    /// Text, with its references.
    Text(&'d str),
}

/// The pieces of a document, one after the other.
pub(crate) struct HtmlTokens<'d> {
    rest: &'d str,
    /// The element whose content is text that has just begun.
    text_only: Option<String>,
}

impl<'d> HtmlTokens<'d> {
    pub(crate) fn of(document: &'d str) -> Self {
        Self { rest: document, text_only: None }
    }

    /// Takes the text up to a place.
    fn take(&mut self, end: usize) -> &'d str {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Leaves out everything up to the end of `mark`, or to the end of the document.
    fn skip_past(&mut self, mark: &str) {
        self.rest = self.rest.split_once(mark).map_or("", |(_, rest)| rest);
    }

    /// Where the end tag of `name` begins.
    fn end_of(&self, name: &str) -> usize {
        let is_end = |&(at, _): &(usize, &str)| {
            let inside = &self.rest.as_bytes()[at + 2..];
            let ends = inside.get(name.len()).is_none_or(|&byte| byte.is_ascii_whitespace() || b"/>".contains(&byte));
            ends && inside.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        self.rest.match_indices("</").find(is_end).map_or(self.rest.len(), |(at, _)| at)
    }

    /// Reads the tag after `<` or `</`: its name and its spans. Nothing, if the document ends in it.
    fn tag(&mut self) -> Option<(String, [Option<usize>; 2])> {
        let ends_name = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
        let end = self.rest.find(ends_name);
        let name = self.take(end.unwrap_or(self.rest.len())).to_ascii_lowercase();
        let mut spans = [None; 2];
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return Some((name, spans));
            }
            // An equals sign at the beginning belongs to the name.
            let first = self.rest.chars().next()?.len_utf8();
            let end = self.rest[first..].find(|c: char| ends_name(c) || c == '=').map(|end| first + end)?;
            let attribute = self.take(end);
            let after = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let Some(after) = after.strip_prefix('=') else { continue };
            self.rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let value = match self.rest.chars().next()? {
                quote @ ('"' | '\'') => {
                    let (value, rest) = self.rest[1..].split_once(quote)?;
                    self.rest = rest;
                    value
                }
                _ => {
                    let end = self.rest.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
                    self.take(end)
                }
            };
            for (span, known) in spans.iter_mut().zip(["rowspan", "colspan"]) {
                if attribute.eq_ignore_ascii_case(known) && span.is_none() {
                    *span = value.trim().parse().ok();
                }
            }
        }
    }
}

impl<'d> Iterator for HtmlTokens<'d> {
    type Item = HtmlToken<'d>;

    fn next(&mut self) -> Option<HtmlToken<'d>> {
        loop {
            if let Some(name) = self.text_only.take() {
                let end = self.end_of(&name);
                return Some(HtmlToken::Text(self.take(end)));
            }
            let mut characters = self.rest.bytes();
            match (characters.next()?, characters.next()) {
                (b'<', Some(letter)) if letter.is_ascii_alphabetic() => {
                    self.take(1);
                    let Some((name, spans)) = self.tag() else { break };
                    self.text_only = TEXT_ONLY.contains(&name.as_str()).then(|| name.clone());
                    return Some(HtmlToken::Open(name, spans));
                }
                (b'<', Some(b'/')) if characters.next().is_some_and(|byte| byte.is_ascii_alphabetic()) => {
                    self.take(2);
                    let Some((name, _)) = self.tag() else { break };
                    return Some(HtmlToken::Close(name));
                }
                (b'<', Some(b'!')) if self.rest.starts_with("<!--") => {
                    self.take(4);
                    match ["->", ">"].iter().find_map(|end| self.rest.strip_prefix(end)) {
                        Some(rest) => self.rest = rest,
                        None => self.skip_past("-->"),
                    }
                }
                (b'<', Some(b'!' | b'?' | b'/')) => self.skip_past(">"),
                _ => {
                    let end =
                        self.rest.bytes().skip(1).position(|byte| byte == b'<').map_or(self.rest.len(), |end| end + 1);
                    return Some(HtmlToken::Text(self.take(end)));
                }
            }
        }
        self.rest = "";
        None
    }
}

/// A text with its references to characters replaced.
pub(crate) fn without_references(text: &str) -> String {
    const LONGEST: usize = 10;
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&after[..end])?, &after[end + 1..]))) {
            Some((character, after)) => {
                plain.push(character);
                rest = after;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    let code = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        },
        None => return REFERENCES.iter().find(|(known, _)| *known == name).map(|&(_, character)| character),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(document: &str) -> String {
        let token = |token| match token {
            HtmlToken::Open(name, [None, None]) => format!("<{name}>"),
            HtmlToken::Open(name, spans) => format!("<{name} {spans:?}>"),
            HtmlToken::Close(name) => format!("</{name}>"),
            HtmlToken::Text(text) => without_references(text),
        };
        HtmlTokens::of(document).map(token).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn documents_are_split_as_browsers_split_them() {
        for (document, tokens) in [
            ("<TD>1</Td >", "<td>|1|</td>"),
            ("<td colspan=2 rowspan='3'>", "<td [Some(3), Some(2)]>"),
            ("<td a=\"<td>\" b='>' COLSPAN = \"4\"/>x", "<td [None, Some(4)]>|x"),
            ("<td =x colspan=2 colspan=3>", "<td [None, Some(2)]>"),
            ("1 < 2 <3", "1 |< 2 |<3"),
            ("a<!-- <td> -- > -->b<!-->c<!doctype x>d<?x?>e</ x>f", "a|b|c|d|e|f"),
            ("<script>'<td>' </scripted></SCRIPT>x", "<script>|'<td>' </scripted>|</script>|x"),
            ("<title></title>", "<title>||</title>"),
            ("&nbsp;&minus;1&#48;&#x31;&amp;lt; &what; & &#xffffffff;", "\u{a0}\u{2212}101&lt; &what; & &#xffffffff;"),
            ("<td", ""),
            ("<td a='", ""),
            ("x<!--", "x"),
            ("<", "<"),
            ("</", ""),
        ] {
            assert_eq!(shown(document), tokens, "{document}");
        }
    }
}
