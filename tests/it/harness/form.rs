//! What the fields of a shown page are filled with, as a browser would send them.

use super::Answer;

impl Answer {
    /// The value a field of the page is filled with.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> String {
        let text = self.text();
        let mark = format!(" name=\"{name}\"");
        let at = text
            .find(&mark)
            .unwrap_or_else(|| panic!("{} has no field {name}", self.address));
        let start = text[..at].rfind('<').expect("a field stands in a tag");
        let rest = &text[start..];
        let (tag, inside) = rest.split_once('>').expect("a tag ends");
        let value = match tag.split_whitespace().next() {
            Some("<textarea") => inside.split("</textarea>").next(),
            Some("<select") => {
                let options = inside.split("</select>").next().unwrap_or_default();
                let mut options = options.split("<option ").skip(1);
                let first = options.clone().next();
                let chosen = options.find(|option| {
                    option
                        .split('>')
                        .next()
                        .is_some_and(|tag| tag.contains("selected"))
                });
                chosen.or(first).and_then(attribute)
            }
            _ => attribute(tag),
        };
        unescaped(value.unwrap_or_default())
    }

    /// The value of the first choice whose words begin like this.
    #[track_caller]
    pub(crate) fn choice(&self, words: &str) -> String {
        let text = self.text();
        let choices = text
            .split('<')
            .filter(|tag| tag.starts_with("option ") || tag.starts_with("button "));
        let found = choices.into_iter().find(|choice| {
            choice
                .split_once('>')
                .is_some_and(|(_, label)| unescaped(label).starts_with(words))
        });
        found
            .and_then(attribute)
            .unwrap_or_else(|| panic!("{} offers no {words}: {text}", self.address))
            .to_owned()
    }

    /// The address of the first link whose words contain this.
    pub(crate) fn link(&self, words: &str) -> Option<String> {
        let text = self.text();
        let mut links = text
            .split("<a ")
            .skip(1)
            .filter_map(|link| link.split_once("</a>"))
            .map(|(link, _)| link);
        let link = links.find(|link| unescaped(link).contains(words))?;
        let address = link.split_once("href=\"")?.1.split('"').next()?;
        Some(unescaped(address))
    }

    /// The part of the page's address after `prefix`, to the next slash or question mark.
    #[track_caller]
    pub(crate) fn id_after(&self, prefix: &str) -> String {
        let (_, rest) = self
            .address
            .split_once(prefix)
            .unwrap_or_else(|| panic!("at {}: {}", self.address, self.text()));
        rest.split(['/', '?'])
            .next()
            .expect("split gives one part at least")
            .to_owned()
    }
}

fn attribute(tag: &str) -> Option<&str> {
    tag.split_once("value=\"")?.1.split('"').next()
}

/// Without the entities that pages write.
pub(crate) fn unescaped(text: &str) -> String {
    let entities = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
    ];
    let text = entities.iter().fold(text.to_owned(), |text, (entity, letter)| {
        text.replace(entity, letter)
    });
    text.replace("&#38;", "&").replace("&amp;", "&")
}
