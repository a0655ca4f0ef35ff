//! Undoing what was done (BPMN 2.0 §13.5.5): compensation events, and transactions that are called off.

use std::sync::Arc;

use super::{
    event::Happening,
    instance::{ScopeId, State, Token, Undoable},
    run::{Next, Run},
};
use crate::{
    Error,
    definition::{EndKind, Extent, NodeIndex, NodeKind, Scope, Trigger},
};

impl Run<'_> {
    /// Keeps in mind that an activity was done, where something undoes it or what was done inside it.
    pub(super) fn remember(&mut self, done: &Token, inside: Vec<Undoable>) {
        let node = done.node;
        if self.definition.nodes[node].undone_by.is_none()
            && self.undoing_event(node).is_none()
            && inside.is_empty()
        {
            return;
        }
        let undoable = Undoable {
            node,
            locals: done.locals.clone(),
            inside,
        };
        if let Some(run) = self.instance.scope_mut(done.scope) {
            run.undoable.push(undoable);
        }
    }

    /// The start event of the event sub-process that undoes a sub-process.
    fn undoing_event(&self, sub: NodeIndex) -> Option<NodeIndex> {
        self.event_sub_processes(Scope::SubProcess(sub))
            .into_iter()
            .find(|(_, _, trigger, _)| matches!(trigger, Trigger::Compensation))
            .map(|(_, start, ..)| start)
    }

    /// An event undoes what was done in its scope, or one activity of it, and goes on afterwards.
    pub(super) fn undo(&mut self, scope: ScopeId, node: NodeIndex, extent: Extent<'_>) -> Result<(), Error> {
        let mut left = Vec::new();
        let mut around = Some(scope);
        while let Some(id) = around {
            left = self.take_undoable(id, extent);
            around = if left.is_empty() { self.around(id) } else { None };
        }
        let thrower = self.place(scope, node, State::Undoing { left });
        self.undo_next(thrower)
    }

    /// The scope around an event sub-process: what it undoes was done there.
    fn around(&self, scope: ScopeId) -> Option<ScopeId> {
        let run = self.instance.scope(scope)?;
        let Scope::SubProcess(sub) = run.body else {
            return None;
        };
        let by_event = matches!(
            self.definition.nodes[sub].kind,
            NodeKind::SubProcess { by_event: true }
        );
        let owner = run.owner.filter(|_| by_event)?;
        self.instance.token(owner).map(|token| token.scope)
    }

    fn take_undoable(&mut self, scope: ScopeId, extent: Extent<'_>) -> Vec<Undoable> {
        let definition = self.definition;
        let Some(run) = self.instance.scope_mut(scope) else {
            return Vec::new();
        };
        let is_meant = |done: &Undoable| extent.covers(&definition.nodes[done.node]);
        let (taken, kept) = std::mem::take(&mut run.undoable).into_iter().partition(is_meant);
        run.undoable = kept;
        self.flattened(taken)
    }

    /// A sub-process that nothing undoes as a whole is undone by undoing what was done inside it.
    fn flattened(&self, undoable: Vec<Undoable>) -> Vec<Undoable> {
        let open = |done: Undoable| {
            let is_undone = self.definition.nodes[done.node].undone_by.is_some()
                || self.undoing_event(done.node).is_some();
            if is_undone {
                vec![done]
            } else {
                self.flattened(done.inside)
            }
        };
        undoable.into_iter().flat_map(open).collect()
    }

    /// Undoes the last that is left, or goes on where nothing is.
    pub(super) fn undo_next(&mut self, thrower: u64) -> Result<(), Error> {
        let Some(Token {
            scope,
            node,
            lineage,
            state: State::Undoing { left },
            ..
        }) = self.instance.token_mut(thrower)
        else {
            return Ok(());
        };
        let (scope, node) = (*scope, *node);
        self.moving = Arc::clone(lineage);
        let Some(done) = left.pop() else {
            self.withdraw(thrower);
            return self.all_undone(scope, node);
        };
        let by = self.definition.nodes[done.node].undone_by;
        let Some(by) = by.or_else(|| self.sub_process_of(self.undoing_event(done.node)?)) else {
            self.next.push_back(Next::Undoing(thrower));
            return Ok(());
        };
        let token = self.place(scope, by, State::Waiting);
        if let Some(token) = self.instance.token_mut(token) {
            token.undoes_for = Some(thrower);
            token.locals = done.locals;
        }
        self.arm_boundary(token)?;
        let start = self
            .undoing_event(done.node)
            .filter(|_| self.definition.nodes[done.node].undone_by.is_none());
        let Some(start) = start else {
            return self.do_body(token);
        };
        let inner = self.open_bare_scope(Scope::SubProcess(by), Some(token))?;
        if let Some(run) = self.instance.scope_mut(inner) {
            run.undoable = done.inside;
        }
        if let Some(token) = self.instance.token_mut(token) {
            token.state = State::Inside { scope: inner };
        }
        self.send(inner, start, None);
        Ok(())
    }

    fn sub_process_of(&self, start: NodeIndex) -> Option<NodeIndex> {
        match self.definition.nodes[start].scope {
            Scope::SubProcess(sub) => Some(sub),
            Scope::Process(_) => None,
        }
    }

    /// Everything is undone: on from the event, or out of the transaction by its cancel event.
    fn all_undone(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        if !matches!(self.definition.nodes[node].kind, NodeKind::End(EndKind::Cancel)) {
            return self.leave(scope, node);
        }
        let owner = self.instance.scope(scope).and_then(|run| run.owner);
        let Some(owner) = owner.and_then(|owner| self.instance.token(owner)).cloned() else {
            return Ok(());
        };
        let controller = owner
            .round_of
            .and_then(|controller| self.instance.token(controller));
        let bearer = controller.cloned().unwrap_or(owner);
        if let Some(event) = self.reaction(&bearer, &Happening::Cancel) {
            self.fire(&bearer, event)
        } else {
            self.withdraw(bearer.id);
            Ok(())
        }
    }
}
