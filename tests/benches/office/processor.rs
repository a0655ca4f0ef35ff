//! Processor time, as the kernel counts it: unlike the clock on the wall it stays true while others use the machine.

use std::{collections::HashMap, fs, time::Duration};

/// A tick of `/proc/PID/stat` (`proc(5)`): the same on every Linux that Debian makes.
const TICK: Duration = Duration::from_millis(10);

/// Whose time is counted: processes that the bench started, by name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    /// The service and its database.
    Product,
    /// The handlers it is held against, and their database.
    Reference,
}

/// One process of `/proc`.
struct Process {
    id: u32,
    name: String,
    parent: u32,
    /// With its children that have ended.
    ticks: u32,
}

/// What these processes have taken so far.
pub(crate) fn spent(whose: Whose) -> Duration {
    let processes = all();
    let parents: HashMap<u32, u32> = processes.iter().map(|one| (one.id, one.parent)).collect();
    let ours = std::process::id();
    let own_name = processes.iter().find(|one| one.id == ours);
    let server = match whose {
        Whose::Product => "vanthu",
        Whose::Reference => own_name.map_or("", |own| &own.name),
    };
    processes
        .iter()
        .filter(|one| one.id != ours && (one.name == server || one.name == "postgres"))
        .filter(|one| is_below(ours, one.id, &parents))
        .map(|one| TICK * one.ticks)
        .sum()
}

/// What they have taken since then.
pub(crate) fn since(whose: Whose, before: Duration) -> Duration {
    spent(whose).saturating_sub(before)
}

/// Whether the first process started the second, or started whoever did.
fn is_below(ancestor: u32, process: u32, parents: &HashMap<u32, u32>) -> bool {
    std::iter::successors(Some(process), |id| parents.get(id).copied()).any(|id| id == ancestor)
}

fn all() -> Vec<Process> {
    let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
    folders
        .filter_map(|folder| read(&fs::read_to_string(folder.path().join("stat")).ok()?))
        .collect()
}

/// Reads `proc(5)`: id (name) state parent …, and from the fourteenth field on user and system time, own and of children.
fn read(stat: &str) -> Option<Process> {
    let (id, rest) = stat.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = fields.get(11..15)?.iter().map(|field| field.parse::<u32>());
    Some(Process {
        id: id.parse().ok()?,
        name: name.to_owned(),
        parent: fields.get(1)?.parse().ok()?,
        ticks: ticks.sum::<Result<_, _>>().ok()?,
    })
}
