mod tongue;

use std::sync::{Arc, LazyLock};

use cel::{Context, Program};
use serde_json::{Map, Value};

/// The built-in functions, made once: building them costs more than most conditions.
static FUNCTIONS: LazyLock<Context<'static>> = LazyLock::new(|| {
    let mut context = Context::default();
    context.add_function("isEmpty", is_empty);
    context.add_function("equals", equals);
    context
});

fn is_empty(cel::extractors::This(value): cel::extractors::This<cel::Value>) -> bool {
    match value {
        cel::Value::Null => true,
        cel::Value::String(text) => text.is_empty(),
        cel::Value::List(items) => items.is_empty(),
        cel::Value::Map(map) => map.map.is_empty(),
        _ => false,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the expression engine hands values over"
)]
fn equals(cel::extractors::This(value): cel::extractors::This<cel::Value>, other: cel::Value) -> bool {
    value == other
}

/// A compiled expression of the Common Expression Language.
///
/// What modellers write in JUEL (`${a gt 1 and not empty b}`), in simple FEEL (`= a = "x" or not(b)`) and with `XPath`'s
/// `getDataObject` is put into CEL first.
#[derive(Clone)]
pub struct Expression(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    source: String,
    program: Program,
    /// Each variable: as CEL calls it, and as the file does.
    names: Vec<(String, String)>,
    /// The value of an expression that is only text.
    constant: Option<Value>,
    /// Unknown variables count as null, and what cannot be computed as well.
    lenient: bool,
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expression({:?})", self.0.source)
    }
}

impl Expression {
    /// Compiles an expression. `${…}`, `#{…}` and a leading `=`, as modellers write them, are taken off.
    ///
    /// # Errors
    /// What the compiler says.
    pub fn compile(text: &str) -> Result<Self, String> {
        Self::build(text, None, false)
    }

    /// Compiles an expression to which an unknown variable is null, and null what cannot be computed.
    ///
    /// # Errors
    /// What the compiler says.
    pub fn compile_lenient(text: &str) -> Result<Self, String> {
        Self::build(text, None, true)
    }

    /// An expression that is just this text, for values that are not computed.
    #[must_use]
    pub fn literal(text: &str) -> Option<Self> {
        Self::build("null", Some(Value::from(text)), false).ok()
    }

    fn build(text: &str, constant: Option<Value>, lenient: bool) -> Result<Self, String> {
        let translated = tongue::to_cel(text)?;
        let source = translated.source;
        // The parser of the expression crate may panic on odd input; a definition file must never stop the service.
        let compiled = std::panic::catch_unwind(|| Program::compile(&source))
            .map_err(|_| "biểu thức không đọc được".to_owned())?;
        let program = compiled.map_err(|error| error.to_string())?;
        let original = |name: &str| {
            let known = translated.names.iter().find(|(cel, _)| cel == name);
            known.map_or_else(|| name.to_owned(), |(_, original)| original.clone())
        };
        let references = program.references();
        let names = references
            .variables()
            .into_iter()
            .map(|name| (name.to_owned(), original(name)))
            .collect();
        drop(references);
        Ok(Self(Arc::new(Compiled {
            source,
            program,
            names,
            constant,
            lenient,
        })))
    }

    /// The expression as compiled.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The expression for people to read: as compiled, or the text it stands for.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.0.constant {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => self.0.source.clone(),
        }
    }

    /// The variables it names, as the file calls them.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        self.0
            .names
            .iter()
            .map(|(_, original)| original.clone())
            .collect()
    }

    /// Computes the value.
    ///
    /// # Errors
    /// What the expression engine says, for instance that a variable is missing.
    pub fn value(&self, variables: &Map<String, Value>) -> Result<Value, String> {
        self.value_where(&|name| variables.get(name).cloned())
    }

    /// Computes the value, asking for each variable it names.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn value_where(&self, find: &dyn Fn(&str) -> Option<Value>) -> Result<Value, String> {
        if let Some(constant) = &self.0.constant {
            return Ok(constant.clone());
        }
        let mut context = FUNCTIONS.new_inner_scope();
        for (name, original) in &self.0.names {
            let value = find(original)
                .or_else(|| find(name))
                .or(self.0.lenient.then_some(Value::Null));
            if let Some(value) = value {
                context.add_variable_from_value(name.as_str(), to_cel_value(value));
            }
        }
        let value = self
            .0
            .program
            .execute(&context)
            .map_err(|error| error.to_string())
            .and_then(|value| value.json().map_err(|error| error.to_string()));
        if self.0.lenient {
            Ok(value.unwrap_or(Value::Null))
        } else {
            value
        }
    }

    /// Computes a condition.
    ///
    /// # Errors
    /// As [`Self::value`], and when the value is neither true nor false.
    pub fn holds(&self, variables: &Map<String, Value>) -> Result<bool, String> {
        self.holds_where(&|name| variables.get(name).cloned())
    }

    /// Computes a condition, asking for each variable it names.
    ///
    /// # Errors
    /// As [`Self::holds`].
    pub fn holds_where(&self, find: &dyn Fn(&str) -> Option<Value>) -> Result<bool, String> {
        match self.value_where(find)? {
            Value::Bool(holds) => Ok(holds),
            Value::String(text) if text == "true" => Ok(true),
            Value::String(text) if text == "false" => Ok(false),
            _ if self.0.lenient => Ok(false),
            other => Err(format!("kết quả {other} không phải đúng hay sai")),
        }
    }
}

/// Whole numbers become CEL integers whatever their sign, so that `x + 1` adds.
fn to_cel_value(value: Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(truth) => cel::Value::Bool(truth),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => cel::Value::Int(whole),
            None => cel::Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => cel::Value::String(Arc::new(text)),
        Value::Array(items) => cel::Value::List(Arc::new(items.into_iter().map(to_cel_value).collect())),
        Value::Object(fields) => {
            let fields: std::collections::HashMap<String, cel::Value> = fields
                .into_iter()
                .map(|(name, value)| (name, to_cel_value(value)))
                .collect();
            cel::Value::Map(fields.into())
        }
    }
}
