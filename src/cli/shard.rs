//! The share of this machine: as it was typed, or as the system says that started this process as one of several.

use courant::base::{Error, ErrorCode};
use courant::render::images::ImageShare;

use super::environment;

/// The share that was typed, or that the environment names; `None` for all.
///
/// # Errors
/// It is no share, or the environment does not say which.
pub(crate) fn shard(typed: Option<&str>) -> Result<Option<ImageShare>, Error> {
    of(typed, &environment::variable)
}

type VariableLookup<'v> = &'v dyn Fn(&str) -> Option<String>;

/// A system that starts a process several times, and tells each its number.
struct ArraySystem {
    name: &'static str,
    index: &'static str,
    /// The variable with the number of processes, where there is one.
    count: Option<&'static str>,
}

const SLURM: &str = "SLURM_ARRAY_TASK_ID";

/// Sources: <https://kubernetes.io/docs/concepts/workloads/controllers/job>, <https://slurm.schedmd.com/job_array.html> and
/// <https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html>.
const SYSTEMS: [ArraySystem; 3] = [
    ArraySystem { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", count: None },
    ArraySystem { name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", count: Some("AWS_BATCH_JOB_ARRAY_SIZE") },
    ArraySystem { name: "Slurm", index: SLURM, count: Some("SLURM_ARRAY_TASK_COUNT") },
];

fn of(typed: Option<&str>, variable: VariableLookup<'_>) -> Result<Option<ImageShare>, Error> {
    match typed.map(|typed| (typed, typed.split_once('/'))) {
        Some((typed, Some(("", count)))) => {
            let count = number(count).ok_or_else(|| wrong(typed))?;
            of_system(Some(count), variable)?
                .ok_or_else(|| {
                    let variables = SYSTEMS.map(|system| system.index).join(", ");
                    error(format!("--shard {typed}: none of {variables} is set"))
                        .hint(format!("write the number too, such as `--shard 1{typed}`"))
                })
                .map(Some)
        }
        Some((typed, parts)) => {
            let parts = parts.and_then(|(index, count)| Some((number(index)?, number(count)?)));
            let (index, count) = parts.ok_or_else(|| wrong(typed))?;
            ImageShare::new(index, count).map(Some).ok_or_else(|| out_of_range(&format!("--shard {typed}"), count))
        }
        None => of_system(None, variable),
    }
}

/// The share that the environment names, of so many.
fn of_system(typed_count: Option<u32>, variable: VariableLookup<'_>) -> Result<Option<ImageShare>, Error> {
    let mut set = SYSTEMS.iter().filter_map(|system| Some((system, variable(system.index)?)));
    let Some((system, text)) = set.next() else { return Ok(None) };
    let ArraySystem { name, index, count } = system;
    if let Some((other, _)) = set.next() {
        return Err(error(format!("both {index} and {} are set", other.index))
            .hint("write the share, such as `--shard 3/16`: then no variable counts"));
    }
    let read = |name: &str, text: &str| {
        number(text).ok_or_else(|| {
            error(format!("{name} is `{text}`, which is no number"))
                .hint(format!("unset {name}, or write the share, such as `--shard 3/16`"))
        })
    };
    let value = read(index, &text)?;
    let told = count.and_then(|count| Some((count, variable(count)?)));
    let told = told.map(|(name, text)| read(name, &text)).transpose()?;
    let Some(shares) = typed_count.or(told) else {
        return Err(error(format!("{index} is {value}, but how many shares there are is not known")).hint(format!(
            "{name} does not say it: write `--shard /16` for sixteen, or `--shard 1/1` for all in one"
        )));
    };
    let from_zero = if *index == SLURM { of_slurm(value, (shares, told), variable, &read)? } else { value };
    from_zero
        .checked_add(1)
        .and_then(|number| ImageShare::new(number, shares))
        .map(Some)
        .ok_or_else(|| out_of_range(&format!("{index} is {value}"), shares))
}

/// The number, from 0, of a task of Slurm. Where all tasks of an array run, they count from the first one, in steps. Where some of them
/// run again, they count from 0 or 1 as before.
fn of_slurm(
    value: u32,
    (shares, told): (u32, Option<u32>),
    variable: VariableLookup<'_>,
    read: &dyn Fn(&str, &str) -> Result<u32, Error>,
) -> Result<u32, Error> {
    let other = |name: &str, default: u32| variable(name).map_or(Ok(default), |text| read(name, &text));
    let (first, step) = (other("SLURM_ARRAY_TASK_MIN", 1)?, other("SLURM_ARRAY_TASK_STEP", 1)?);
    if told == Some(shares) {
        return Ok(value.saturating_sub(first) / step.max(1));
    }
    Ok(value.saturating_sub(first.min(1)))
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn error(message: String) -> Error {
    Error::usage(ErrorCode::ShardInvalid, message)
}

fn wrong(typed: &str) -> Error {
    error(format!("--shard: `{typed}` is no share"))
        .hint("write its number and how many there are, such as `--shard 3/16`")
}

fn out_of_range(what: &str, count: u32) -> Error {
    let error = error(format!("{what}: there is no such share"));
    match count {
        0 => error.hint("write how many shares there are, such as `--shard 1/16`"),
        1..=100_000 => error.hint(format!("the shares are 1/{count} to {count}/{count}")),
        _ => error.hint("there can be at most 100000 shares"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(typed: Option<&str>, set: &[(&str, &str)]) -> Result<Option<(u32, u32)>, String> {
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        of(typed, &variable)
            .map(|shard| shard.map(|shard| (shard.number(), shard.count())))
            .map_err(|error| error.message())
    }

    #[test]
    fn a_share_is_typed_or_comes_from_the_system_that_started_the_process() {
        let slurm = |id, min, count| {
            [("SLURM_ARRAY_TASK_ID", id), ("SLURM_ARRAY_TASK_MIN", min), ("SLURM_ARRAY_TASK_COUNT", count)]
        };
        let kubernetes = [("JOB_COMPLETION_INDEX", "0")];
        let aws = [("AWS_BATCH_JOB_ARRAY_INDEX", "15"), ("AWS_BATCH_JOB_ARRAY_SIZE", "16")];
        assert_eq!(share(None, &[]), Ok(None));
        assert_eq!(share(Some("3/16"), &kubernetes), Ok(Some((3, 16))));
        assert_eq!(share(Some("/16"), &kubernetes), Ok(Some((1, 16))));
        assert_eq!(share(None, &aws), Ok(Some((16, 16))));
        assert_eq!(share(None, &slurm("1", "1", "16")), Ok(Some((1, 16))));
        assert_eq!(share(None, &slurm("16", "1", "16")), Ok(Some((16, 16))));
        assert_eq!(share(None, &slurm("0", "0", "16")), Ok(Some((1, 16))));
        assert_eq!(share(Some("/16"), &slurm("5", "5", "1")), Ok(Some((5, 16))), "the fifth runs again");
        assert_eq!(share(Some("/16"), &[("SLURM_ARRAY_TASK_ID", "16")]), Ok(Some((16, 16))));
        let steps = [slurm("7", "1", "4").as_slice(), &[("SLURM_ARRAY_TASK_STEP", "2")]].concat();
        assert_eq!(share(None, &steps), Ok(Some((4, 4))));
    }

    #[test]
    fn what_is_no_share_is_told() {
        for typed in ["a/b", "3", "", "3/", "/", "/x", "-1/16", "+1/16", "1.5/16", "0x1/16", "3/16/2", "99999999999/16"]
        {
            assert!(share(Some(typed), &[]).is_err(), "{typed}");
        }
        for typed in ["0/16", "17/16", "1/0", "0/0", "1/4294967295"] {
            assert!(share(Some(typed), &[]).unwrap_err().ends_with("there is no such share"), "{typed}");
        }
        let told = |set: &[(&str, &str)], typed| share(typed, set).unwrap_err();
        assert!(told(&[("JOB_COMPLETION_INDEX", "drie")], Some("/16")).contains("`drie`, which is no number"));
        assert!(told(&[("JOB_COMPLETION_INDEX", "3")], None).contains("how many shares"));
        assert!(told(&[("JOB_COMPLETION_INDEX", "16")], Some("/16")).contains("is 16: there is no such share"));
        assert!(
            told(&[("SLURM_ARRAY_TASK_ID", "9"), ("SLURM_ARRAY_TASK_MIN", "3"), ("SLURM_ARRAY_TASK_COUNT", "3")], None)
                .contains("is 9: there is no such share"),
            "an array of 3, 7 and 9"
        );
        assert!(told(&[], Some("/16")).contains("none of JOB_COMPLETION_INDEX"));
        assert!(told(&[("JOB_COMPLETION_INDEX", "3"), ("SLURM_ARRAY_TASK_ID", "3")], Some("/16")).contains("both"));
    }
}
