//! Complex gateways (BPMN 2.0 §13.4.5): open when enough have come in, and drop what comes later.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{
    instance::{ScopeId, State, Token},
    run::{Arrival, Run},
};
use crate::{
    Error,
    definition::{FlowIndex, NodeIndex, NodeKind},
};

impl Run<'_> {
    /// A token comes to a complex gateway: it opens it, waits for others, or is dropped because it has opened already.
    pub(super) fn join_enough(&mut self, arrival: &Arrival) -> Result<(), Error> {
        let (scope, node) = (arrival.scope, arrival.node);
        let Some(via) = arrival
            .via
            .filter(|_| self.definition.nodes[node].incoming.len() > 1)
        else {
            return self.go_on(scope, node);
        };
        let late = |token: &&mut Token| {
            token.scope == scope
                && token.node == node
                && matches!(&token.state, State::Closing { left } if left.contains(&via))
        };
        if let Some(closing) = self.instance.tokens.iter_mut().find(late) {
            if let State::Closing { left } = &mut closing.state {
                left.retain(|flow| *flow != via);
            }
            // What the token came from alone cannot be done anew: the gateway has had its token of that way.
            let (dropped, first) = (Arc::clone(&self.moving), Arc::clone(&closing.lineage));
            for done in &mut self.instance.trail {
                done.joined |= dropped.has(done.task) && !first.has(done.task);
            }
            return Ok(());
        }
        self.place(scope, node, State::Joining { via });
        self.open_where_enough(scope, node).map(|_| ())
    }

    /// Closes gateways to which nothing more can come, and opens those that wait for that. Answers whether there was one.
    /// Called when all tokens stand still.
    pub(super) fn open_complex_join(&mut self) -> Result<bool, Error> {
        let definition = self.definition;
        let is_complex =
            |token: &&Token| matches!(definition.nodes[token.node].kind, NodeKind::Complex { .. });
        let waiting: Vec<Token> = self.instance.tokens.iter().filter(is_complex).cloned().collect();
        for token in waiting {
            let (scope, node) = (token.scope, token.node);
            if let State::Closing { left } = &token.state {
                let incoming = definition.nodes[node].incoming.iter();
                let had = incoming.filter(|flow| !left.contains(flow)).copied().collect();
                if left.is_empty() || !self.may_come_beside(scope, node, &had) {
                    self.withdraw(token.id);
                    self.open_where_enough(scope, node)?;
                    return Ok(true);
                }
            } else if !self.is_closing(scope, node) {
                let arrived: HashSet<FlowIndex> = self.joining(scope, node).map(|(_, via)| via).collect();
                if !self.may_come_beside(scope, node, &arrived) {
                    self.open_or_end(scope, node)?;
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Nothing more can come: opens where that was waited for or is enough; what can never become enough ends here.
    fn open_or_end(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        if matches!(
            self.definition.nodes[node].kind,
            NodeKind::Complex { activation: None }
        ) {
            return self.let_through(scope, node);
        }
        if !self.open_where_enough(scope, node)? {
            let waiting: Vec<u64> = self.joining(scope, node).map(|(token, _)| token).collect();
            for token in waiting {
                self.withdraw(token);
            }
        }
        Ok(())
    }

    fn is_closing(&self, scope: ScopeId, node: NodeIndex) -> bool {
        let closes = |token: &Token| {
            token.scope == scope && token.node == node && matches!(token.state, State::Closing { .. })
        };
        self.instance.tokens.iter().any(closes)
    }

    fn open_where_enough(&mut self, scope: ScopeId, node: NodeIndex) -> Result<bool, Error> {
        let definition = self.definition;
        let gateway = &definition.nodes[node];
        let NodeKind::Complex {
            activation: Some(activation),
        } = &gateway.kind
        else {
            return Ok(false);
        };
        let arrived: HashSet<FlowIndex> = self.joining(scope, node).map(|(_, via)| via).collect();
        if arrived.is_empty() || self.is_closing(scope, node) {
            return Ok(false);
        }
        let find = |name: &str| match name {
            "activationCount" => Some(Value::from(arrived.len())),
            name => self.variable(scope, name),
        };
        let is_enough = activation
            .holds_where(&find)
            .map_err(|reason| Error::Expression {
                element: gateway.label().to_owned(),
                reason,
            })?;
        if is_enough {
            self.let_through(scope, node)?;
        }
        Ok(is_enough)
    }

    /// Takes one token of each way in and goes on; what comes by the other ways is dropped from now on.
    fn let_through(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        let mut arrived: Vec<(u64, FlowIndex)> = self.joining(scope, node).collect();
        arrived.sort_by_key(|(token, via)| (*via, *token));
        arrived.dedup_by_key(|(_, via)| *via);
        let (tokens, ways): (Vec<u64>, HashSet<FlowIndex>) = arrived.into_iter().unzip();
        self.merge(&tokens);
        let incoming = self.definition.nodes[node].incoming.iter();
        let left: Vec<FlowIndex> = incoming.filter(|flow| !ways.contains(flow)).copied().collect();
        if !left.is_empty() {
            self.place(scope, node, State::Closing { left });
        }
        self.go_on(scope, node)
    }
}
