/// The text is none of the words of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a known word here")]
pub struct UnknownWord(pub String);

/// Declares an enum whose variants have a stored code and a Vietnamese name.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            ::serde::Serialize, ::serde::Deserialize, ::sea_orm::EnumIter, ::sea_orm::DeriveActiveEnum,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $code)] #[sea_orm(string_value = $code)] $variant,)+
        }

        impl $name {
            /// Every one, in the order of the decree or of the work.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored and exchanged code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The name officials read.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|word| word.code() == text)
                    .ok_or_else(|| $crate::UnknownWord(text.to_owned()))
            }
        }
    };
}

pub(crate) use vocabulary;
