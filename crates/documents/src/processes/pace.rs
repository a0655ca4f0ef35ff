//! How long documents stay at each step of a process, and where work waits now.

use std::collections::BTreeMap;

use kernel::{Actor, Office};
use workflow::{
    diagram::Marks,
    steps,
    store::{
        Error,
        definitions::{self, DefinitionState, process_definition},
        instances,
    },
    timing::{self, StepTime},
};

/// How long steps of one version take in the actor's agency.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pace {
    /// How many cases that run were looked at.
    pub running: usize,
    /// How many that ended.
    pub ended: usize,
    /// Whether there are more than were looked at.
    pub has_more: bool,
    /// The steps, that with the largest share of the time first.
    pub steps: Vec<NamedTime>,
}

/// How long a step takes.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTime {
    /// Its name.
    pub name: String,
    /// Its figures.
    pub time: StepTime,
}

impl NamedTime {
    /// Its share of all the time in percent.
    #[must_use]
    pub fn percent(&self) -> String {
        format!("{:.0}", self.time.share * 100.0)
    }

    /// What stands below it in the picture.
    fn caption(&self) -> Option<String> {
        let usual = self.time.median.map(steps::length);
        let waits = (self.time.open > 0).then(|| format!("{} đang chờ", self.time.open));
        let told: Vec<String> = usual.into_iter().chain(waits).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

impl Pace {
    /// The heat picture: the redder a step, the larger its share of the time.
    #[must_use]
    pub fn marks(&self) -> Marks {
        let hottest = self.steps.iter().map(|step| step.time.share).fold(0.0, f32::max);
        let heat = self
            .steps
            .iter()
            .filter(|step| hottest > 0.0 && step.time.share > 0.0);
        let captions = self
            .steps
            .iter()
            .filter_map(|step| Some((step.time.element.clone(), step.caption()?)));
        Marks {
            heat: heat
                .map(|step| (step.time.element.clone(), step.time.share / hottest))
                .collect(),
            captions: captions.collect::<BTreeMap<_, _>>(),
            ..Marks::default()
        }
    }
}

/// How long the steps of a version take, from the histories of the actor's agency. A draft has none.
///
/// # Errors
/// When the database cannot be read.
pub async fn pace(office: &Office, actor: &Actor, row: &process_definition::Model) -> Result<Pace, Error> {
    if row.state == DefinitionState::Draft {
        return Ok(Pace::default());
    }
    let connection = office.database.read();
    let definition = definitions::by_id(connection, row.id).await?;
    let sample = instances::sample(connection, actor.agency, row.id).await?;
    let times = timing::of_steps(&sample.stays, office.now().micros());
    let named = times.into_iter().filter_map(|time| {
        let node = &definition.nodes[definition.node(&time.element)?];
        Some(NamedTime {
            name: node.label().to_owned(),
            time,
        })
    });
    Ok(Pace {
        running: sample.running,
        ended: sample.ended,
        has_more: sample.has_more,
        steps: named.collect(),
    })
}
