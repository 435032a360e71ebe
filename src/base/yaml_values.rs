//! Values of any form, for themes: read strictly, so that nothing is passed over in silence.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value as Json;
use serde_yaml::Value as Yaml;

/// Reads a mapping of any values. Keys that are set twice are an error, and so are merge keys (`<<`), which YAML 1.2 does not have,
/// and tags.
///
/// # Errors
/// It is no mapping, or has one of these.
pub fn any_values<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Json>, D::Error> {
    match json(Yaml::deserialize(from)?).map_err(D::Error::custom)? {
        Json::Object(values) => Ok(values.into_iter().collect()),
        // A key without anything below it.
        Json::Null => Ok(BTreeMap::new()),
        _ => Err(D::Error::custom("invalid type: expected a map")),
    }
}

fn json(value: Yaml) -> Result<Json, String> {
    Ok(match value {
        Yaml::Null => Json::Null,
        Yaml::Bool(value) => Json::Bool(value),
        Yaml::Number(value) => serde_json::to_value(value).map_err(|error| error.to_string())?,
        Yaml::String(value) => Json::String(value),
        Yaml::Sequence(values) => Json::Array(values.into_iter().map(json).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => Json::Object(
            entries.into_iter().map(|(key, value)| Ok((name(key)?, json(value)?))).collect::<Result<_, String>>()?,
        ),
        Yaml::Tagged(tagged) => {
            return Err(format!("the tag `{}` has no meaning here: remove it, or put the value in quotes", tagged.tag));
        }
    })
}

fn name(key: Yaml) -> Result<String, String> {
    match key {
        Yaml::String(key) if key == "<<" => Err("merge keys (`<<`) are not known here: write the keys out".to_owned()),
        Yaml::String(key) => Ok(key),
        Yaml::Bool(key) => Ok(key.to_string()),
        Yaml::Number(key) => Ok(key.to_string()),
        _ => Err("a key must be a text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Site {
        #[serde(deserialize_with = "any_values")]
        extra: BTreeMap<String, Json>,
    }

    fn read(extra: &str) -> Result<BTreeMap<String, Json>, String> {
        serde_yaml::from_str::<Site>(&format!("extra: {extra}\n"))
            .map(|site| site.extra)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_is_passed_over() {
        let values = read("{a: 1, b: [x, 2.5, true, ~], 2013: {c: d}, e: &e y, f: *e}").unwrap();
        let expected = serde_json::json!({"a": 1, "b": ["x", 2.5, true, null], "2013": {"c": "d"}, "e": "y", "f": "y"});
        assert_eq!(serde_json::to_value(values).unwrap(), expected);
        for (wrong, reason) in [
            ("{a: 1, a: 2}", "duplicate entry"),
            ("{a: {b: 1, b: 2}}", "duplicate entry"),
            ("{a: &a {b: 1}, c: {<<: *a}}", "merge keys"),
            ("{a: !b c}", "the tag `!b`"),
            ("[a]", "expected a map"),
        ] {
            let error = read(wrong).unwrap_err();
            assert!(error.contains(reason), "{wrong}: {error}");
        }
    }
}
