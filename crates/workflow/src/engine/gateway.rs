use std::{collections::HashSet, sync::Arc};

use super::{
    instance::{ScopeId, State, Token},
    lineage::Lineage,
    run::{Arrival, Run},
};
use crate::{
    Error,
    definition::{FlowIndex, NodeIndex, NodeKind},
};

impl Run<'_> {
    /// Exclusive gateway: the first way whose condition holds, or the default.
    pub(super) fn decide(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        let definition = self.definition;
        let gateway = &definition.nodes[node];
        if let Some(flows) = self.chosen(node) {
            self.passed(gateway);
            for flow in flows {
                self.take(scope, flow);
            }
            return Ok(());
        }
        if gateway.undecided {
            self.place(scope, node, State::Undecided);
            return Ok(());
        }
        self.passed(gateway);
        for &flow in gateway
            .outgoing
            .iter()
            .filter(|flow| gateway.default != Some(**flow))
        {
            let holds = match &definition.flows[flow].condition {
                Some(condition) => self.holds(condition, scope, gateway)?,
                None => true,
            };
            if holds {
                self.take(scope, flow);
                return Ok(());
            }
        }
        match gateway.default {
            Some(default) => self.take(scope, default),
            None if gateway.outgoing.is_empty() => {}
            None => return Err(Error::NoWayOut(gateway.label().to_owned())),
        }
        Ok(())
    }

    /// Parallel gateway: waits for one token on every way in.
    pub(super) fn join_all(&mut self, arrival: &Arrival) -> Result<(), Error> {
        let definition = self.definition;
        let gateway = &definition.nodes[arrival.node];
        let (Some(via), true) = (arrival.via, gateway.incoming.len() > 1) else {
            return self.go_on(arrival.scope, arrival.node);
        };
        self.place(arrival.scope, arrival.node, State::Joining { via });
        let first_by = |flow: &FlowIndex| {
            self.joining(arrival.scope, arrival.node)
                .find(|(_, via)| via == flow)
                .map(|(token, _)| token)
        };
        let complete: Option<Vec<u64>> = gateway.incoming.iter().map(first_by).collect();
        match complete {
            Some(tokens) => {
                self.merge(&tokens);
                self.go_on(arrival.scope, arrival.node)
            }
            None => Ok(()),
        }
    }

    /// Takes joined tokens off; what moves on descends from all of them.
    pub(super) fn merge(&mut self, joined: &[u64]) {
        let mut lineages = Vec::with_capacity(joined.len());
        self.instance.tokens.retain(|token| {
            let joins = joined.contains(&token.id);
            if joins {
                lineages.push(Arc::clone(&token.lineage));
            }
            !joins
        });
        for done in &mut self.instance.trail {
            let of_it = lineages.iter().filter(|lineage| lineage.has(done.task)).count();
            done.joined |= of_it > 0 && of_it < lineages.len();
        }
        self.moving = Lineage::joined(&lineages);
    }

    /// The ways chosen by hand for a decision, used up by asking.
    pub(super) fn chosen(&mut self, node: NodeIndex) -> Option<Vec<FlowIndex>> {
        let choices = self.instance.choices.get_mut(&node)?;
        let flows = choices.remove(0);
        if choices.is_empty() {
            self.instance.choices.remove(&node);
        }
        Some(flows)
    }

    /// Chooses the ways a decision takes next: at once where it waits for that.
    pub(super) fn choose(&mut self, gateway: &str, flows: &[String]) -> Result<(), Error> {
        let unknown = |id: &str| Error::NothingWaits(id.to_owned());
        let node = self.definition.node(gateway).ok_or_else(|| unknown(gateway))?;
        let definition = self.definition;
        let outgoing = &definition.nodes[node].outgoing;
        let find = |id: &String| {
            outgoing
                .iter()
                .copied()
                .find(|flow| definition.flows[*flow].id == *id)
                .ok_or_else(|| unknown(id))
        };
        let ways: Vec<FlowIndex> = flows.iter().map(find).collect::<Result<_, _>>()?;
        if ways.is_empty() {
            return Err(unknown(gateway));
        }
        self.instance.choices.entry(node).or_default().push(ways);
        let waits = |token: &&Token| token.node == node && matches!(token.state, State::Undecided);
        if let Some(token) = self.instance.tokens.iter().find(waits).cloned() {
            self.withdraw(token.id);
            self.moving = token.lineage;
            self.decide(token.scope, node)?;
        }
        Ok(())
    }

    /// Tokens that wait at a join, with the way they came.
    pub(super) fn joining(
        &self,
        scope: ScopeId,
        node: NodeIndex,
    ) -> impl Iterator<Item = (u64, FlowIndex)> + '_ {
        self.instance
            .tokens
            .iter()
            .filter_map(move |token| match token.state {
                State::Joining { via } if token.scope == scope && token.node == node => Some((token.id, via)),
                _ => None,
            })
    }

    /// Inclusive gateway: waits until nothing more can come; [`Self::open_inclusive_join`] finds out.
    pub(super) fn join_some(&mut self, arrival: &Arrival) -> Result<(), Error> {
        match arrival.via {
            Some(via) if self.definition.nodes[arrival.node].incoming.len() > 1 => {
                self.place(arrival.scope, arrival.node, State::Joining { via });
                Ok(())
            }
            _ => self.go_on(arrival.scope, arrival.node),
        }
    }

    /// Opens one inclusive join to whose empty ways in no token can come any more (BPMN 2.0 §13.3.3).
    /// Answers whether there was one. Called when all tokens stand still.
    pub(super) fn open_inclusive_join(&mut self) -> Result<bool, Error> {
        let waiting: HashSet<(ScopeId, NodeIndex)> = self
            .instance
            .tokens
            .iter()
            .filter(|token| matches!(token.state, State::Joining { .. }))
            .filter(|token| matches!(self.definition.nodes[token.node].kind, NodeKind::Inclusive))
            .map(|token| (token.scope, token.node))
            .collect();
        let mut waiting: Vec<_> = waiting.into_iter().collect();
        waiting.sort_unstable();
        for (scope, node) in waiting {
            if self.may_still_come(scope, node) {
                continue;
            }
            let mut arrived: Vec<(u64, FlowIndex)> = self.joining(scope, node).collect();
            arrived.sort_by_key(|(token, via)| (*via, *token));
            arrived.dedup_by_key(|(_, via)| *via);
            let arrived: Vec<u64> = arrived.into_iter().map(|(token, _)| token).collect();
            self.merge(&arrived);
            self.go_on(scope, node)?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether another token of the scope can reach an empty way into the join without passing the join, and could not
    /// as well reach a way that already has its token.
    fn may_still_come(&self, scope: ScopeId, join: NodeIndex) -> bool {
        self.may_come_beside(
            scope,
            join,
            &self.joining(scope, join).map(|(_, via)| via).collect(),
        )
    }

    /// The same where these ways have had their token.
    pub(super) fn may_come_beside(
        &self,
        scope: ScopeId,
        join: NodeIndex,
        arrived: &HashSet<FlowIndex>,
    ) -> bool {
        let (full, empty): (Vec<_>, Vec<_>) = self.definition.nodes[join]
            .incoming
            .iter()
            .partition(|flow| arrived.contains(flow));
        let towards_empty = self.upstream(&empty, join);
        let towards_full = self.upstream(&full, join);
        self.instance
            .tokens
            .iter()
            .filter(|token| token.scope == scope && token.node != join)
            .any(|token| towards_empty.contains(&token.node) && !towards_full.contains(&token.node))
    }

    /// The nodes from which one of these flows can be reached without passing `join`. Leaving an activity by one of its
    /// boundary events counts as leaving the activity.
    fn upstream(&self, flows: &[&FlowIndex], join: NodeIndex) -> HashSet<NodeIndex> {
        let mut found = HashSet::new();
        let mut left: Vec<NodeIndex> = flows
            .iter()
            .map(|flow| self.definition.flows[**flow].source)
            .collect();
        while let Some(node) = left.pop() {
            if node == join || !found.insert(node) {
                continue;
            }
            left.extend(
                self.definition.nodes[node]
                    .incoming
                    .iter()
                    .map(|flow| self.definition.flows[*flow].source),
            );
            if let NodeKind::Boundary { attached_to, .. } = self.definition.nodes[node].kind {
                left.push(attached_to);
            }
        }
        found
    }
}
