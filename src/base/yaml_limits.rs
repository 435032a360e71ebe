//! Limits of YAML: how much its aliases repeat, and how deep its brackets are nested. A few lines of aliases of aliases ask
//! for gigabytes, and the parser needs time with the square of the depth of brackets.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess as _, Visitor};

/// The largest result of YAML with aliases, in bytes.
const LARGEST: usize = 4 << 20;

/// How deep brackets may be nested before YAML is parsed at all; the parser itself stops at 128 levels.
const DEEPEST: usize = 1000;

/// What a value takes beside its text, in bytes.
const VALUE: usize = 16;

/// The byte at which YAML becomes too large to be read.
pub(super) fn excess(yaml: &str) -> Option<usize> {
    deepest_bracket(yaml).or_else(|| {
        let first = yaml.find('*').filter(|_| yaml.contains('&'))?;
        let weight = Cell::new(0);
        let error = YamlWeight(&weight).deserialize(serde_yaml::Deserializer::from_str(yaml)).err()?;
        // The parser itself stops after a number of aliases.
        (weight.get() > LARGEST || error.to_string().contains("repetition limit")).then_some(first)
    })
}

fn deepest_bracket(yaml: &str) -> Option<usize> {
    let mut depth = 0_usize;
    yaml.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

/// Counts the bytes of a value with all that its aliases repeat, and keeps none of it.
#[derive(Clone, Copy)]
struct YamlWeight<'c>(&'c Cell<usize>);

impl YamlWeight<'_> {
    fn add<E: Error>(self, bytes: usize) -> Result<(), E> {
        self.0.set(self.0.get() + bytes + VALUE);
        if self.0.get() > LARGEST { Err(E::custom("too large")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for YamlWeight<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for YamlWeight<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.add(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.add(0)
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.add(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.add(text.len())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.add(0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        self.add(0)?;
        while values.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.add(0)?;
        while entries.next_entry_seed(self, self)?.is_some() {}
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(self)?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_may_repeat_what_is_small() {
        assert_eq!(excess("extra:\n  a: &a [1, 2, !tag x]\n  b: [*a, *a]\n  <<: *a\n"), None);
        assert_eq!(excess("title: \"A & B * C\"\n"), None);
        assert_eq!(excess("title: *unknown & [\n"), None);
    }

    #[test]
    fn aliases_of_aliases_are_too_large() {
        let levels = (1..30).map(|level| {
            let before = level - 1;
            format!("  a{level}: &a{level} [*a{before}, *a{before}]\n")
        });
        let bomb: String = std::iter::once("extra:\n  a0: &a0 [x, y]\n".to_owned()).chain(levels).collect();
        assert_eq!(excess(&bomb), bomb.find('*'));
        let large = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(10_000), "*a, ".repeat(1000));
        assert_eq!(excess(&large), large.find('*'));
    }

    #[test]
    fn deep_brackets_are_not_parsed() {
        assert_eq!(excess(&format!("a: {}", "[".repeat(50_000))), Some(1003));
        assert_eq!(excess(&"a: [{}]\n".repeat(5000)), None);
    }
}
