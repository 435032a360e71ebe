//! Filters whose results can be many times as large as what they are given: `replace`, `join`, `indent` and `split`. They do what those
//! of Tera do, within the largest size of a value.
#![expect(clippy::needless_pass_by_value, reason = "Tera gives filters their arguments by value")]

use std::borrow::Cow;

use tera::{Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::fuel::weigh_bytes;

/// The widest indentation, as in Tera.
const WIDEST: usize = 1000;
/// What a part of a list takes beside its text, in bytes.
const PART: usize = 48;

/// Registers the filters, in the place of those of Tera.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
    tera.register_filter("indent", indent);
    tera.register_filter("split", split);
}

fn value(text: String, is_safe: bool) -> Value {
    if is_safe { Value::safe_string(&text) } else { Value::from(text) }
}

/// The text as it is written in a page where one of the parts is HTML already, and else as it is.
fn written<'v>(text: &'v StringInput<'_>, is_safe: bool, state: &State<'_>) -> TeraResult<Cow<'v, str>> {
    if is_safe { text.rendered(state) } else { Ok(Cow::Borrowed(text.as_str())) }
}

fn replace(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let (from, to) = (kwargs.must_get::<&str>("from")?, kwargs.must_get::<StringInput<'_>>("to")?);
    let is_safe = state.autoescaping_enabled() && (text.is_safe() || to.is_safe());
    let (text, to) = (written(&text, is_safe, state)?, written(&to, is_safe, state)?);
    weigh_bytes(text.matches(from).count().saturating_mul(to.len()).saturating_add(text.len()))?;
    Ok(value(text.replace(from, &to), is_safe))
}

fn join(values: &[Value], kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let between = kwargs.get::<StringInput<'_>>("sep")?;
    let has_safe = values.iter().any(|value| value.is_string() && value.is_safe());
    let is_safe = state.autoescaping_enabled() && (has_safe || between.as_ref().is_some_and(StringInput::is_safe));
    let between = between.as_ref().map(|text| written(text, is_safe, state)).transpose()?.unwrap_or_default();
    let part = |value: &Value| match is_safe {
        true if value.is_undefined() => Ok(String::new()),
        true => state.escape_if_needed(value),
        false => Ok(value.to_string()),
    };
    let parts = values.iter().map(part).collect::<TeraResult<Vec<String>>>()?;
    let texts: usize = parts.iter().map(String::len).sum();
    weigh_bytes(parts.len().saturating_mul(between.len()).saturating_add(texts))?;
    Ok(value(parts.join(&between), is_safe))
}

fn indent(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let width = kwargs.get::<usize>("width")?.unwrap_or(4).min(WIDEST);
    let sign = kwargs.get::<StringInput<'_>>("indentation")?;
    let (is_first, is_blank) =
        (kwargs.get::<bool>("first")?.unwrap_or(false), kwargs.get::<bool>("blank")?.unwrap_or(false));
    if sign.as_ref().is_some_and(|sign| sign.as_str().chars().count() != 1) {
        return Err(tera::Error::message("The `indentation` argument must contain exactly one character"));
    }
    let is_safe = state.autoescaping_enabled() && (text.is_safe() || sign.as_ref().is_some_and(StringInput::is_safe));
    let text = written(&text, is_safe, state)?;
    let sign = sign.as_ref().map(|sign| written(sign, is_safe, state)).transpose()?.unwrap_or(Cow::Borrowed(" "));
    let space = sign.repeat(width);
    weigh_bytes((text.lines().count() + 1).saturating_mul(space.len() + 1).saturating_add(text.len()))?;
    let mut indented = String::with_capacity(text.len() * 2);
    for (number, line) in text.lines().enumerate() {
        let has_space = if number == 0 { is_first } else { is_blank || !line.is_empty() };
        indented.extend([if number == 0 { "" } else { "\n" }, if has_space { &space } else { "" }, line]);
    }
    indented.extend(text.ends_with('\n').then_some('\n'));
    Ok(value(indented, is_safe))
}

fn split(text: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let mark = kwargs.must_get::<&str>("pat")?;
    weigh_bytes((text.matches(mark).count() + 1).saturating_mul(PART).saturating_add(text.len()))?;
    Ok(text.split(mark).map(Value::from).collect::<Vec<Value>>().into())
}

#[cfg(test)]
mod tests {
    use super::super::fuel;
    use super::*;

    /// What a template gives with the filters of Tera, and with these.
    fn both(template: &str) -> [Result<String, String>; 2] {
        let mut context = tera::Context::new();
        context.insert("x", "a<b\n\né&c\n");
        context.insert("list", &["a", "<b>", "c"]);
        [false, true].map(|is_bounded| {
            let mut tera = Tera::default();
            if is_bounded {
                register(&mut tera);
            }
            fuel::fill();
            tera.add_raw_template("a.html", template).unwrap();
            tera.render("a.html", &context).map_err(|error| error.to_string())
        })
    }

    #[test]
    fn they_do_what_those_of_tera_do() {
        for template in [
            "{{ x | replace(from='b', to='<i>') }}",
            "{{ x | safe | replace(from='b', to='<i>') }}",
            "{% set i = '<i>' | safe %}{{ x | replace(from='b', to=i) }}",
            "{{ x | replace(from='', to='-') }}",
            "{{ list | join(sep=' & ') }} {{ list | join }} {{ [1, 2.5, true] | join(sep='<') }}",
            "{% set i = ['<i>' | safe, '<u>'] %}{{ i | join(sep='<') }}",
            "{{ x | indent }}|{{ x | indent(width=2, first=true, blank=true) }}|{{ x | indent(indentation='<') }}",
            "{{ x | safe | indent(width=1, indentation='&') }}|{{ '' | indent(first=true) }}",
            "{{ x | split(pat='\\n') | join(sep='/') }} {{ '' | split(pat='a') | length }}",
        ] {
            let [theirs, ours] = both(template);
            assert!(theirs.is_ok() && ours == theirs, "{template}: {ours:?}, not {theirs:?}");
        }
        assert!(both("{{ x | indent(indentation='ab') }}").iter().all(Result::is_err));
    }

    #[test]
    fn what_would_be_too_large_is_an_error_before_it_is_made() {
        let doubled = "{% set y = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}".to_owned() + &"{% set y = y ~ y %}".repeat(17);
        for filter in [
            "replace(from='a', to=y)",
            "replace(from='', to=y)",
            "split(pat='') | join(sep=y)",
            "replace(from='a', to='\n') | indent(width=1000, blank=true)",
        ] {
            let mut tera = Tera::default();
            register(&mut tera);
            fuel::fill();
            tera.add_raw_template("a.html", &format!("{doubled}{{{{ y | {filter} | length }}}}")).unwrap();
            let error = tera.render("a.html", &tera::Context::new()).unwrap_err();
            assert!(format!("{error:?}").contains("larger than 64 MiB"), "{filter}: {error:?}");
        }
    }
}
