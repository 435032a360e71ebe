//! The fuel of templates: an upper limit of the work and the memory of one page. Tera has no limits of its own, so
//! `metered` writes calls of the functions of this file into the templates.

use std::cell::Cell;
use std::io::{self, Write};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// How the filters on what a loop goes through begin. The number after it says how much of a template one turn is: a power of two.
pub(super) const LOOP: &str = "courant_loop";
/// The largest such number.
const LARGEST_TURN: u32 = 31;
/// The filter on a value that is set.
pub(super) const VALUE: &str = "courant_value";
/// The function at the end of a component and of an included template.
pub(super) const PART: &str = "courant_part";

/// The fuel of a page, in bytes of template that are gone through. The overview of 50,000 tags takes a tenth of it.
const FULL: u64 = 512 << 20;
/// The fuel of one turn of a loop beside its source.
const TURN: u64 = 16;
/// The fuel of a component or an included template.
const CALL: u64 = 200;
/// How much of a value is looked through for one unit of fuel, in bytes.
const LOOKED_THROUGH: u64 = 64;

/// The largest page, and the largest value of a variable, in bytes.
const LARGEST: usize = 64 << 20;
/// What a value takes beside its text, in bytes.
const OVERHEAD: usize = 16;
/// How deep lists may be nested in a value.
const DEEPEST: usize = 100;
/// The longest list that `range` makes.
const LONGEST: i128 = 100_000;

thread_local! {
    /// The fuel that is left for the page that this thread renders.
    static LEFT: Cell<u64> = const { Cell::new(FULL) };
}

/// Fills up, before a page.
pub(super) fn fill() {
    LEFT.set(FULL);
}

fn burn(fuel: u64) -> TeraResult<()> {
    let left = LEFT.get().checked_sub(fuel);
    LEFT.set(left.unwrap_or_default());
    left.map(|_| ()).ok_or_else(|| Error::message("the loops and components of this page take too many turns"))
}

/// The name of the filter on what a loop goes through, for the length of the loop in the template. A name, and not an argument: the
/// arguments of a call are a map, and there are many loops.
pub(super) fn loop_filter(length: usize) -> String {
    let turn = length.max(1).next_power_of_two().trailing_zeros().min(LARGEST_TURN);
    format!("{LOOP}{turn}")
}

/// Registers the functions that metered templates call, and a `range` that takes fuel.
pub(super) fn register(tera: &mut Tera) {
    for turn in 0..=LARGEST_TURN {
        let run = move |values: Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let turns = values.len().unwrap_or_default() as u64;
            burn(turns.saturating_mul((1 << turn) + TURN)).map(|()| values)
        };
        tera.register_filter(format!("{LOOP}{turn}"), run);
    }
    tera.register_filter(VALUE, |value: Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        let mut left = LARGEST;
        weigh(&value, DEEPEST, &mut left)?;
        burn((LARGEST - left) as u64 / LOOKED_THROUGH).map(|()| value)
    });
    tera.register_function(PART, |_: Kwargs, _: &State<'_>| -> TeraResult<bool> { burn(CALL).map(|()| false) });
    tera.register_function("range", |kwargs: Kwargs, _: &State<'_>| range(&kwargs));
}

/// Takes fuel for a text that a filter is about to make, of so many bytes.
pub(super) fn weigh_bytes(bytes: usize) -> TeraResult<()> {
    if bytes > LARGEST {
        return Err(too_large());
    }
    burn(bytes as u64 / LOOKED_THROUGH)
}

fn too_large() -> Error {
    Error::message("this value is larger than 64 MiB")
}

/// Takes the size of a value off what is left.
fn weigh(value: &Value, depth: usize, left: &mut usize) -> TeraResult<()> {
    let own = OVERHEAD + value.as_str().map_or(0, str::len);
    *left = left.checked_sub(own).ok_or_else(too_large)?;
    let lists = value.as_array().into_iter().flatten();
    let maps = value.as_map().into_iter().flat_map(tera::Map::values);
    for part in lists.chain(maps) {
        let depth = depth.checked_sub(1).ok_or_else(|| Error::message("this value is nested too deep"))?;
        weigh(part, depth, left)?;
    }
    Ok(())
}

/// The function `range` of Tera: `range(end=5)`, `range(start=1, end=5, step_by=2)`.
fn range(kwargs: &Kwargs) -> TeraResult<Vec<i128>> {
    let (start, end) = (kwargs.get::<i64>("start")?.unwrap_or_default(), kwargs.must_get::<i64>("end")?);
    let (start, end) = (i128::from(start), i128::from(end));
    let step = i128::from(kwargs.get::<i64>("step_by")?.unwrap_or(1));
    if step == 0 || start > end && step > 0 {
        return Err(Error::message("`range` needs a `start` before its `end`, and a `step_by` other than 0"));
    }
    let length = if step > 0 { (end - start + step - 1) / step } else { (end - start + step + 1) / step }.max(0);
    if length > LONGEST {
        return Err(Error::message(format!("this `range` has {length} numbers; at most {LONGEST} are possible")));
    }
    burn(u64::try_from(length).unwrap_or(u64::MAX).saturating_mul(TURN))?;
    Ok((0..length).map(|number| start + number * step).collect())
}

/// The output of a page, which has a largest size.
pub(super) struct PageWriter<'o> {
    out: &'o mut Vec<u8>,
    left: usize,
}

impl<'o> PageWriter<'o> {
    /// Writes a page at the end of some bytes.
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, left: LARGEST }
    }
}

impl Write for PageWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.left.checked_sub(bytes.len());
        self.left = left.ok_or_else(|| io::Error::other("this page is larger than 64 MiB"))?;
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
