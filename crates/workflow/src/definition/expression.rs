use std::sync::Arc;

use cel::{Context, Program};
use serde_json::{Map, Value};

/// A compiled expression of the Common Expression Language.
#[derive(Clone)]
pub struct Expression {
    source: String,
    program: Arc<Program>,
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expression({:?})", self.source)
    }
}

impl Expression {
    /// Compiles an expression. `${…}`, `#{…}` and a leading `=`, as modellers write them, are taken off.
    ///
    /// # Errors
    /// What the compiler says.
    pub fn compile(text: &str) -> Result<Self, String> {
        let source = bare(text);
        // The parser of the expression crate may panic on odd input; a definition file must never stop the service.
        let compiled = std::panic::catch_unwind(|| Program::compile(&source))
            .map_err(|_| "biểu thức không đọc được".to_owned())?;
        let program = Arc::new(compiled.map_err(|error| error.to_string())?);
        Ok(Self { source, program })
    }

    /// An expression that is just this text, for values that are not computed.
    #[must_use]
    pub fn literal(text: &str) -> Option<Self> {
        let quoted = serde_json::to_string(text).ok()?;
        Self::compile(&quoted).ok()
    }

    /// The expression as compiled.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The variables it names.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        self.program
            .references()
            .variables()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect()
    }

    /// Computes the value.
    ///
    /// # Errors
    /// What the expression engine says, for instance that a variable is missing.
    pub fn value(&self, variables: &Map<String, Value>) -> Result<Value, String> {
        let mut context = Context::default();
        for name in self.program.references().variables() {
            if let Some(value) = variables.get(name) {
                context
                    .add_variable(name, value)
                    .map_err(|error| error.to_string())?;
            }
        }
        let value = self
            .program
            .execute(&context)
            .map_err(|error| error.to_string())?;
        value.json().map_err(|error| error.to_string())
    }

    /// Computes a condition.
    ///
    /// # Errors
    /// As [`Self::value`], and when the value is neither true nor false.
    pub fn holds(&self, variables: &Map<String, Value>) -> Result<bool, String> {
        match self.value(variables)? {
            Value::Bool(holds) => Ok(holds),
            other => Err(format!("kết quả {other} không phải đúng hay sai")),
        }
    }
}

/// The expression without the marks modellers put around it.
fn bare(text: &str) -> String {
    let text = text.trim();
    let inner = text
        .strip_prefix("${")
        .or_else(|| text.strip_prefix("#{"))
        .and_then(|rest| rest.strip_suffix('}'))
        .or_else(|| text.strip_prefix('=').filter(|rest| !rest.starts_with('=')))
        .unwrap_or(text);
    inner.trim().to_owned()
}
